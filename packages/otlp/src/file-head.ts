/** How a file begins, to know it again: whatever its name is by now, and although another one has that name. */
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

export interface FileHead {
  /** How many bytes of it are known. */
  readonly bytes: number;
  readonly sha256: string;
}

/** As many are enough: the first line of a file holds an id and a time of its own. */
const MAX_BYTES = 1024;

/** Of the bytes before `end`. */
export async function headOf(file: FileHandle, end: number): Promise<FileHead> {
  const buffer = Buffer.alloc(Math.min(end, MAX_BYTES));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
  const sha256 = createHash("sha256").update(buffer.subarray(0, bytesRead)).digest("hex");
  return { bytes: bytesRead, sha256 };
}

export async function beginsWith(file: FileHandle, head: FileHead): Promise<boolean> {
  const { bytes, sha256 } = await headOf(file, head.bytes);
  return bytes === head.bytes && sha256 === head.sha256;
}
