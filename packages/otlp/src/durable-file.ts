/** A small JSON file that is always whole: written beside it, then renamed. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const FILE_MODE = 0o600;

/**
 * `isLasting`: it is also there after the machine has lost its power, before this returns. Without, that is up to the
 * system; after any end of the process it is there.
 */
export function writeDurable(path: string, content: object, isLasting: boolean): void {
  const beside = `${path}.new`;
  const fd = openSync(beside, "w", FILE_MODE);
  try {
    writeFileSync(fd, JSON.stringify(content));
    if (isLasting) fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(beside, path);
  if (isLasting) syncFolder(dirname(path));
}

/** `undefined` for a file that is not there, or that a loss of power has damaged. */
export function readDurable<T extends object>(path: string): Partial<T> | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof content === "object" && content !== null ? content : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Windows opens no folders, and needs none to be synced. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
