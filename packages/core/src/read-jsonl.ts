/** Reads a whole text of JSONL into records, and names by line what it cannot read. */
import { decodeLine, lineIdentity } from "./decode-line.ts";
import type { LineRecord } from "./jsonl.ts";

/** A line that is no record. */
export interface LineProblemAt {
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong with it, in one sentence. */
  readonly problem: string;
}

/** What a text holds. */
export interface JsonlContent {
  /** In the order of their lines; a record that was written twice is there once. */
  readonly records: readonly LineRecord[];
  readonly problems: readonly LineProblemAt[];
}

/** Never throws. Blank lines, unknown keys and unknown kinds are passed over. */
export function readJsonl(text: string): JsonlContent {
  const records: LineRecord[] = [];
  const problems: LineProblemAt[] = [];
  const seen = new Set<string>();
  for (const [index, line] of text.split("\n").entries()) {
    const decoded = decodeLine(line);
    const { record, problem } = decoded;
    const identity = lineIdentity(decoded);
    if (problem !== undefined) problems.push({ line: index + 1, problem });
    if (record === undefined || (identity !== undefined && seen.has(identity))) continue;
    if (identity !== undefined) seen.add(identity);
    records.push(record);
  }
  return { records, problems };
}
