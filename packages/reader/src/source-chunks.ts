/** Reads files in pieces, and tells how far it has come. */
import { createReadStream } from "node:fs";
import { type SourceFile, STANDARD_INPUT } from "./source-files.ts";

/** How far reading has come. */
export interface ReadProgress {
  /** The file that is being read. */
  readonly file: string;
  /** Of all files so far, as they are on the disk: packed bytes where they are packed. */
  readonly readBytes: number;
  /** Of all files. Absent where one has no size, such as a pipe. */
  readonly totalBytes?: number;
}

/** What reading needs beside the files. */
export interface ChunkOptions {
  readonly onProgress?: (progress: ReadProgress) => void;
  readonly standardInput?: AsyncIterable<Uint8Array | string>;
}

const CHUNK_BYTES = 256 * 1024;

/** The bytes of each file, in pieces. Nothing is opened before it is asked for. */
export function sourceChunks(
  files: readonly SourceFile[],
  { onProgress, standardInput = process.stdin }: ChunkOptions,
): { readonly file: string; readonly chunks: AsyncIterable<Buffer> }[] {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? Number.NaN), 0);
  const total = Number.isNaN(totalBytes) ? {} : { totalBytes };
  let readBytes = 0;
  const told = async function* (file: string): AsyncGenerator<Buffer, void, undefined> {
    const isInput = file === STANDARD_INPUT;
    const stream = isInput ? standardInput : createReadStream(file, { highWaterMark: CHUNK_BYTES });
    for await (const piece of stream) {
      const chunk = typeof piece === "string" ? Buffer.from(piece) : asBuffer(piece);
      readBytes += chunk.length;
      onProgress?.({ file, readBytes, ...total });
      yield chunk;
    }
  };
  return files.map(({ path }) => ({ file: path, chunks: told(path) }));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
