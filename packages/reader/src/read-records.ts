/** Reads recordings line by line: any number of files of any size, in a bounded memory. */
import type { LineRecord } from "@heddle/core";
import { decodeText, MAX_LINE_BYTES } from "./decode-text.ts";
import { LineSplitter, type SplitLine, tooLong } from "./line-splitter.ts";
import { Repeats } from "./repeats.ts";
import { type ReadProgress, sourceChunks } from "./source-chunks.ts";
import { sourceFiles } from "./source-files.ts";
import { unpack } from "./unpack.ts";

/** Where a line stands. */
export interface LinePlace {
  /** The path as it was given or found; `-` for standard input. */
  readonly file: string;
  /** Counted from 1; 0 is the file as a whole. */
  readonly line: number;
}

/** A line that holds a record. */
export interface RecordLine extends LinePlace {
  readonly record: LineRecord;
  /** The `resourceId` of the resource that wrote it. */
  readonly resourceId?: string;
  /** How many characters the line has: a measure of the memory that its record takes. */
  readonly length: number;
  readonly problem?: never;
}

/** A line that cannot be read, or not in full. */
export interface ProblemLine extends LinePlace {
  /** What is wrong, in one sentence. */
  readonly problem: string;
  readonly record?: never;
}

/** How `readRecords` reads. */
export interface ReadOptions {
  /** Only the records of the trace with this id, or of those whose id begins so, and the resources; problems in other lines are not looked for. */
  readonly trace?: string;
  /** Told after each piece that was read. */
  readonly onProgress?: (progress: ReadProgress) => void;
  /** What `-` stands for: the process's standard input, unless given. */
  readonly standardInput?: AsyncIterable<Uint8Array | string>;
}

/**
 * The records of `source`: a path, a folder of `.jsonl` files, a glob, `-` for standard input, or several of them; gzip
 * and zstd are unpacked, whatever the file is called.
 *
 * A line that is no record, a file that breaks off, a schema of tomorrow: each is told as a problem with its place, and
 * reading goes on. Lines of unknown kinds are passed over. A record that was written twice is read once, unless 100,000
 * others stand between.
 *
 * Rejects with a SourceError where there is nothing to read.
 */
export async function* readRecords(
  source: string | readonly string[],
  options: ReadOptions = {},
): AsyncGenerator<RecordLine | ProblemLine, void, undefined> {
  const files = await sourceFiles(typeof source === "string" ? [source] : source);
  const repeats = new Repeats();
  const { trace = "" } = options;
  for (const { file, chunks } of sourceChunks(files, options)) {
    let line = 0;
    for await (const { texts, isTorn, problem } of batches(chunks)) {
      for (const text of texts) {
        line++;
        if (trace !== "" && !mayConcern(text, trace)) continue;
        const { record, problem, identity, resourceId } = decodeText(text, isTorn);
        if (problem !== undefined) yield { problem, file, line };
        if (record === undefined || (identity !== undefined && repeats.add(identity))) continue;
        if (trace !== "" && !concerns(record, trace)) continue;
        const { length } = text as string;
        yield { record, ...(resourceId !== undefined && { resourceId }), file, line, length };
      }
      if (problem !== undefined) yield { problem, file, line: line + Number(line > 0) };
    }
  }
}

interface Batch {
  readonly texts: readonly SplitLine[];
  /** The file ends within the last of the lines. */
  readonly isTorn?: true;
  /** Why there is no more after them. */
  readonly problem?: string;
}

async function* batches(chunks: AsyncIterable<Buffer>): AsyncGenerator<Batch, void, undefined> {
  const splitter = new LineSplitter(MAX_LINE_BYTES);
  try {
    for await (const chunk of unpack(chunks)) yield { texts: splitter.push(chunk) };
  } catch (error) {
    yield { texts: [], problem: `the file cannot be read from here on: ${(error as Error).message}` };
    return;
  }
  const last = splitter.end();
  if (last !== undefined) yield { texts: [last], isTorn: true };
}

/** Far cheaper than to decode a line. */
function mayConcern(text: SplitLine, trace: string): boolean {
  return text !== tooLong && (text.includes(trace) || text.includes('"resource"'));
}

function concerns(record: LineRecord, trace: string): boolean {
  return record.kind === "resource" || record.traceId?.startsWith(trace) === true;
}
