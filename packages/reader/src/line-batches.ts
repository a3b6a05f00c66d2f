/** Reads recordings in batches of lines: any number of files of any size, in a bounded memory. */
import type { LineRecord } from "@heddle/core";
import { MAX_LINE_BYTES } from "./decode-text.ts";
import { LineSplitter, type SplitLine, tooLong } from "./line-splitter.ts";
import { type ProblemLine, type RecordLine, readLine } from "./record-line.ts";
import { type ReadProgress, sourceChunks } from "./source-chunks.ts";
import { sourceFiles } from "./source-files.ts";
import { unpack } from "./unpack.ts";

/** How `readRecords` reads. */
export interface ReadOptions {
  /** Only the records of the trace with this id, or of those whose id begins so, and the resources; problems in other lines are not looked for. */
  readonly trace?: string;
  /** Told after each piece that was read. */
  readonly onProgress?: (progress: ReadProgress) => void;
  /** What `-` stands for: the process's standard input, unless given. */
  readonly standardInput?: AsyncIterable<Uint8Array | string>;
}

/** What `readRecords` gives, with records that were written twice, many at once: to wait for each would take as long as to read it. */
export async function* lineBatches(
  source: string | readonly string[],
  options: ReadOptions,
): AsyncGenerator<readonly (RecordLine | ProblemLine)[], void, undefined> {
  const missing: ProblemLine[] = [];
  const files = await sourceFiles(typeof source === "string" ? [source] : source, (problem) => missing.push(problem));
  yield missing;
  const { trace = "" } = options;
  for (const { file, chunks } of sourceChunks(files, options)) {
    let line = 0;
    for await (const { texts, isTorn = false, problem } of pieces(chunks)) {
      const entries: (RecordLine | ProblemLine)[] = [];
      for (const text of texts) {
        line++;
        if (trace === "" || mayConcern(text, trace)) readLine(text, file, line, isTorn, entries);
      }
      if (problem !== undefined) entries.push({ problem, file, line: line + Number(line > 0) });
      yield trace === "" ? entries : entries.filter(({ record }) => record === undefined || concerns(record, trace));
    }
  }
}

/** Lines of a file. */
interface Piece {
  readonly texts: readonly SplitLine[];
  /** The file ends within the last of the lines. */
  readonly isTorn?: true;
  /** Why there is no more after them. */
  readonly problem?: string;
}

async function* pieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Piece, void, undefined> {
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
