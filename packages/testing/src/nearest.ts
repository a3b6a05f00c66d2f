/** Finds what comes nearest to what was expected. */
import type { TraceSpan } from "@heddle/reader";
import { type SpanPattern, spanMismatches } from "./span-pattern.ts";
import { type Mismatch, mismatchText } from "./value-pattern.ts";

/** A span that is not as expected, and why not. */
export interface NearSpan {
  readonly span: TraceSpan;
  readonly mismatches: readonly Mismatch[];
}

/** The span with the fewest mismatches, one of another name only when there is no other; `undefined` where nothing is like it. */
export function nearestSpan(pattern: SpanPattern, spans: readonly TraceSpan[]): NearSpan | undefined {
  let [best, bestScore]: [NearSpan | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const span of spans) {
    const mismatches = spanMismatches(pattern, span);
    const score = mismatches.reduce((sum, mismatch) => sum + distance(mismatch), 0);
    if (score >= bestScore) continue;
    [best, bestScore] = [{ span, mismatches }, score];
  }
  const wrong = new Set(best?.mismatches.map(({ path }) => path.split(/[.[]/, 1)[0]));
  return wrong.size < Object.keys(pattern).length || bestScore < NAME_WEIGHT / 2 ? best : undefined;
}

/** `nearest: status is "ok", expected "error"` */
export function nearestTexts({ mismatches }: NearSpan, label: string = "nearest"): string[] {
  const shown = mismatches
    .slice(0, MAX_SHOWN)
    .map((mismatch, at) => `${at === 0 ? `${label}: ` : ""}${mismatchText(mismatch)}`);
  const more = mismatches.length - shown.length;
  return more === 0 ? shown : [...shown, `and ${more} more`];
}

const MAX_SHOWN = 5;
const NAME_WEIGHT = 10;

function distance({ path, actual, expected }: Mismatch): number {
  if (path !== "name") return 1;
  return typeof expected === "string" ? NAME_WEIGHT * (1 - likeness(String(actual), expected)) : NAME_WEIGHT;
}

/** From 0 to 1: how much of the longer text is the beginning or the end of both. One of them is not empty. */
export function likeness(a: string, b: string): number {
  const [longer, shorter] = a.length < b.length ? [b, a] : [a, b];
  let start = 0;
  while (start < shorter.length && longer[start] === shorter[start]) start++;
  let end = 0;
  while (end < shorter.length - start && longer.at(-1 - end) === shorter.at(-1 - end)) end++;
  return (start + end) / longer.length;
}
