/** What a reader gives of a line: the record with its place, and what is wrong with it. */
import { type LineRecord, lineIdentity } from "@heddle/core";
import { decodeText } from "./decode-text.ts";
import type { SplitLine } from "./line-splitter.ts";
import type { Repeats } from "./repeats.ts";

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
  /** A metric's number among those of its resource. */
  readonly sequence?: number;
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

/** Adds what `text` says to `entries`: a record, a problem, both or nothing. `isTorn`: the file ends before the line does. */
export function readLine(
  text: SplitLine,
  file: string,
  line: number,
  isTorn: boolean,
  entries: (RecordLine | ProblemLine)[],
): void {
  const { record, problem, resourceId, sequence } = decodeText(text, isTorn);
  if (problem !== undefined) entries.push({ problem, file, line });
  if (record === undefined) return;
  const { length } = text as string;
  const entry: { -readonly [Key in keyof RecordLine]: RecordLine[Key] } = { record, file, line, length };
  if (resourceId !== undefined) entry.resourceId = resourceId;
  if (sequence !== undefined) entry.sequence = sequence;
  entries.push(entry);
}

/** Whether the record was read before, and is remembered by `repeats` from now on. */
export function isRepeat(entry: RecordLine | ProblemLine, repeats: Repeats): boolean {
  const identity = entry.record && lineIdentity(entry);
  return identity !== undefined && repeats.add(identity);
}
