/** Looks at the end of a file: a line that was cut off by a crash has no newline. */
import { closeSync, constants, openSync, readSync } from "node:fs";

const NEWLINE = 10;

/** Whether what is appended to the file begins a line. A file that may not be read counts as torn: a blank line does no harm. */
export function endsInLine(path: string, size: number): boolean {
  if (size === 0) return true;
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const last = Buffer.alloc(1);
    return readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === NEWLINE;
  } catch {
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
