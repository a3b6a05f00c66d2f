/** Makes a folder and those around it. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** For the owner alone. */
const FOLDER_MODE = 0o700;

/**
 * Throws what the system throws. Node's own `recursive` never comes back where a file system says that a folder it
 * cannot make is not there, as below `/proc`.
 */
export function makeFolder(path: string): void {
  if (isMade(path)) return;
  makeFolder(dirname(path));
  // Another process may have made it by now; where it is missing still, the system says why.
  if (!isMade(path)) mkdirSync(path, FOLDER_MODE);
}

/** False when the folder around it is missing. */
function isMade(path: string): boolean {
  try {
    mkdirSync(path, FOLDER_MODE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && dirname(path) !== path) return false;
    if (code !== "EEXIST") throw error;
  }
  return true;
}
