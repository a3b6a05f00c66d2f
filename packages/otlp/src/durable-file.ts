/** A small JSON file that is always whole: written beside it, then renamed. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";

const FILE_MODE = 0o600;

/** Whatever becomes of the process, the file is there as it was, or as it is now; a loss of power may still damage it. */
export function writeDurable(path: string, content: object): void {
  const beside = `${path}.new`;
  writeFileSync(beside, JSON.stringify(content), { mode: FILE_MODE });
  renameSync(beside, path);
}

/** Resolves when a loss of power cannot damage the file any more. */
export async function makeLasting(path: string): Promise<void> {
  await sync(path);
  // Windows opens no folders, and needs none to be synced.
  if (process.platform !== "win32") await sync(dirname(path));
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

async function sync(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
