/** Reads the whole lines of a file, in pieces of bounded size, from a place on. */
import type { FileHandle } from "node:fs/promises";

const NEWLINE = 10;

/** Some lines of a file, one after the other. */
export interface Lines {
  /** Without their newlines. */
  readonly texts: readonly string[];
  /** The place behind the last of them, in bytes. */
  readonly end: number;
}

/** How much of a file is read at a time. */
export interface LineLimits {
  /** Lines of about so many bytes; one line at least. */
  readonly chunkBytes: number;
  /** What a longer line is cut to, so that it is no record. */
  readonly maxLineBytes: number;
}

/** The lines at `from`, none when there is no whole line yet: what has no newline waits for it. */
export async function readLines(file: FileHandle, from: number, limits: LineLimits): Promise<Lines> {
  const { chunkBytes, maxLineBytes } = limits;
  const available = (await file.stat()).size - from;
  for (let size = chunkBytes; available > 0; size = Math.min(size * 2, maxLineBytes)) {
    const bytes = await readAt(file, from, Math.min(size, available));
    const last = bytes.lastIndexOf(NEWLINE);
    if (last >= 0) return { texts: bytes.toString("utf8", 0, last).split("\n"), end: from + last + 1 };
    if (bytes.length < size) break;
    if (size >= maxLineBytes) return await cutLine(file, from, bytes, chunkBytes);
  }
  return { texts: [], end: from };
}

const SHOWN_BYTES = 200;

/** The beginning of a line that is too long, once its end is there. */
async function cutLine(file: FileHandle, from: number, beginning: Buffer, chunkBytes: number): Promise<Lines> {
  for (let at = from + beginning.length; ; at += chunkBytes) {
    const bytes = await readAt(file, at, chunkBytes);
    const newline = bytes.indexOf(NEWLINE);
    if (newline >= 0) return { texts: [beginning.toString("utf8", 0, SHOWN_BYTES)], end: at + newline + 1 };
    if (bytes.length < chunkBytes) return { texts: [], end: from };
  }
}

/** Fewer bytes than `size` only at the end of the file. */
async function readAt(file: FileHandle, from: number, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await file.read(buffer, length, size - length, from + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
