/** Reads files that are not of lines of records: what other formats are imported from. */
import type { ReadOptions } from "./line-batches.ts";
import { sourceChunks } from "./source-chunks.ts";
import { sourceFiles } from "./source-files.ts";
import { unpack } from "./unpack.ts";

/** A file, and what is in it. */
export interface FileBytes {
  /** The path as it was given or found; `-` for standard input. */
  readonly file: string;
  /** Unpacked. Rejects for what cannot be read, and for packed bytes that are damaged. */
  readonly chunks: AsyncGenerator<Buffer, void, undefined>;
}

/**
 * The files of `source`, as `readRecords` takes it, one after the other; nothing is opened before it is asked for. Rejects
 * with a SourceError where there is nothing to read.
 */
export async function* readFiles(
  source: string | readonly string[],
  options: Pick<ReadOptions, "onProgress" | "standardInput"> = {},
): AsyncGenerator<FileBytes, void, undefined> {
  const files = await sourceFiles(typeof source === "string" ? [source] : source);
  for (const { file, chunks } of sourceChunks(files, options)) yield { file, chunks: unpack(chunks) };
}
