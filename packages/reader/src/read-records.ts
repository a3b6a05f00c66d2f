/** Reads recordings record by record. */
import { lineBatches, type ReadOptions } from "./line-batches.ts";
import { isRepeat, type ProblemLine, type RecordLine } from "./record-line.ts";
import { Repeats } from "./repeats.ts";

/**
 * The records of `source`: a path, a folder of `.jsonl` files, a glob, `-` for standard input, or several of them; gzip
 * and zstd are unpacked, whatever the file is called.
 *
 * A line that is no record, a file that breaks off, one of several that is not there, a schema of tomorrow: each is told
 * as a problem with its place, and reading goes on. Lines of unknown kinds are passed over. A record that was written
 * twice is read once, unless 100,000 others stand between.
 *
 * Rejects with a SourceError where there is nothing to read.
 */
export async function* readRecords(
  source: string | readonly string[],
  options: ReadOptions = {},
): AsyncGenerator<RecordLine | ProblemLine, void, undefined> {
  const repeats = new Repeats();
  for await (const batch of lineBatches(source, options)) {
    for (const entry of batch) if (!isRepeat(entry, repeats)) yield entry;
  }
}
