/** Tells why an assertion failed: what was expected, and the run with the places marked. */
import { renderTree } from "@heddle/reader";
import type { Evidence } from "./recorded-run.ts";

/** Points from what is said to where it is so. */
export const MARK = "◀──";

/** What is said of spans, by their ids. */
export type Notes = ReadonlyMap<string, readonly string[]>;

/** What came of a check. */
export interface Verdict {
  readonly pass: boolean;
  /** Why it failed; when it passed, why it fails with `not`. */
  readonly message: () => string;
  /** For the test runner to compare, where there is something to. */
  readonly expected?: unknown;
  readonly actual?: unknown;
}

/** Marks of spans, while they are gathered. */
export class Marks {
  readonly notes: Map<string, string[]> = new Map();

  add(spanId: string, ...texts: readonly string[]): void {
    const known = this.notes.get(spanId) ?? [];
    this.notes.set(spanId, [...known, ...texts.map((text) => `${MARK} ${text}`)]);
  }
}

/** `headline`, and below it the traces with `notes` at their spans. */
export function failureReport(headline: string, { traces }: Evidence, notes: Notes = new Map()): string {
  if (traces.length === 0) return `${headline}\n\nNothing was recorded.`;
  const trees = traces.map((trace) => renderTree(trace, { notes, width: WIDTH, maxValueLength: 120 }).trimEnd());
  return `${headline}\n\n${nearMarks(trees.join("\n\n").split("\n")).join("\n")}`;
}

/** The first of many lines of a headline, and how many more there are. */
export function firstLines(lines: readonly string[]): string[] {
  const more = lines.length - MAX_IN_HEADLINE;
  return more <= 0 ? [...lines] : [...lines.slice(0, MAX_IN_HEADLINE), `  … ${more} more`];
}

const MAX_IN_HEADLINE = 20;

/** What most terminals have; test runners do not say how wide theirs is. */
const WIDTH = 80;
const MAX_LINES = 80;
const LINES_AROUND = 6;

/** Of many lines, the first, and those around the marks and of the spans above them. */
function nearMarks(lines: readonly string[]): string[] {
  if (lines.length <= MAX_LINES) return [...lines];
  const marked = lines.flatMap((line, at) => (line.includes(MARK) ? [at] : [])).slice(0, MAX_MARKS);
  const isShown = new Uint8Array(lines.length).fill(1, 0, 2 * LINES_AROUND);
  for (const at of marked) {
    isShown.fill(1, Math.max(0, at - LINES_AROUND), at + LINES_AROUND + 1);
    for (const above of linesAbove(lines, at)) isShown[above] = 1;
  }
  const shown: string[] = [];
  let left = 0;
  for (const [at, line] of lines.entries()) {
    if (isShown[at] === 0) left++;
    if (left > 0 && (isShown[at] === 1 || at === lines.length - 1)) {
      shown.push(`… ${left} lines more`);
      left = 0;
    }
    if (isShown[at] === 1) shown.push(line);
  }
  return shown;
}

const MAX_MARKS = 10;

/** The lines of the span that line `at` belongs to, and of those that it is below. */
function linesAbove(lines: readonly string[], at: number): number[] {
  const found: number[] = [];
  let column = Number.POSITIVE_INFINITY;
  for (let line = at; line >= 0 && column > 0; line--) {
    const begins = /^[│ ]*(?=[├└]── )/.exec(lines[line] as string)?.[0].length ?? column;
    if (begins >= column) continue;
    column = begins;
    found.push(line);
  }
  return found;
}
