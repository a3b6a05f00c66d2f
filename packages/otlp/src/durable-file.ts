/** A small JSON file that is always whole: written beside it, then renamed. */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";

const FILE_MODE = 0o600;

const FULL = new Set<unknown>(["ENOSPC", "EDQUOT"]);

/**
 * Whatever becomes of the process, the file is there as it was, or as it is now; a loss of power may still damage it. Blanks
 * fill it up to a multiple of `roomBytes`: a disk that is full takes what fits into the file that is there. Throws what the
 * system throws.
 */
export function writeDurable(path: string, content: object, roomBytes = 1): void {
  const json = Buffer.from(JSON.stringify(content));
  const beside = `${path}.new`;
  try {
    writeFileSync(beside, filledUp(json, Math.ceil(json.length / roomBytes) * roomBytes), { mode: FILE_MODE });
    renameSync(beside, path);
  } catch (error) {
    if (!isDiskFull(error) || !overwrite(path, json)) throw error;
    rmSync(beside, { force: true });
  }
}

/** Whether there was no room, on the disk or in what this user may have of it. */
export function isDiskFull(error: unknown): boolean {
  return FULL.has((error as NodeJS.ErrnoException).code);
}

/** Takes the room that a file will need, unless the file is there. Throws what the system throws. */
export function reserveDurable(path: string, roomBytes: number): void {
  try {
    writeFileSync(path, " ".repeat(roomBytes), { mode: FILE_MODE, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** JSON takes blanks at its end. */
function filledUp(json: Buffer, length: number): Buffer {
  return Buffer.concat([json], length).fill(" ", json.length);
}

/** False for a file that is not there, or shorter. It is one write, which other processes see whole. */
function overwrite(path: string, json: Buffer): boolean {
  const length = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (length < json.length) return false;
  writeFileSync(path, filledUp(json, length), { flag: "r+" });
  return true;
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
