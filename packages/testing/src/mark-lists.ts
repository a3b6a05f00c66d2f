/** Marks where a list of what was expected and what is there are different. */
import type { TraceSpan } from "@heddle/reader";
import type { Marks } from "./failure-report.ts";
import type { ListMatch } from "./match-lists.ts";
import { nearest, nearestTexts } from "./nearest.ts";
import type { Mismatch } from "./value-pattern.ts";

/** For so many of those that are missing, what comes nearest is looked for. */
const MAX_NEAREST = 10;

/** Of `spans`, what comes nearest to each of `patterns` that is missing is marked so, and the others that `match` says to be too many. */
export function markLists<P extends object>(
  marks: Marks,
  { found, missing, extra }: ListMatch,
  patterns: readonly P[],
  spans: readonly TraceSpan[],
  mismatchesOf: (pattern: P, span: TraceSpan) => readonly Mismatch[],
): void {
  const taken = new Set(found);
  const left = spans.filter((_, at) => !taken.has(at));
  const marked = new Set<TraceSpan>();
  for (const e of missing.slice(0, MAX_NEAREST)) {
    const near = nearest(patterns[e] as P, left, mismatchesOf);
    if (near === undefined) continue;
    const isFit = near.mismatches.length === 0;
    const texts = isFit ? [`${e + 1}, at another place`] : nearestTexts(near, `nearest to ${e + 1}`);
    marks.add(near.thing.record.spanId, ...texts);
    marked.add(near.thing);
  }
  for (const at of extra) {
    const span = spans[at] as TraceSpan;
    if (!marked.has(span)) marks.add(span.record.spanId, "not expected");
  }
}
