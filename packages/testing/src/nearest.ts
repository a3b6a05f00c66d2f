/** Finds what comes nearest to what was expected. */
import { type Mismatch, mismatchText } from "./value-pattern.ts";

/** A span, a call or a metric that is not as expected, and why not. */
export interface Near<T> {
  readonly thing: T;
  readonly mismatches: readonly Mismatch[];
}

/** Of `things`, that with the fewest mismatches, one of another name only when there is no other; `undefined` where nothing is like `pattern`. */
export function nearest<T, P extends object>(
  pattern: P,
  things: Iterable<T>,
  mismatchesOf: (pattern: P, thing: T) => readonly Mismatch[],
): Near<T> | undefined {
  let [best, bestScore]: [Near<T> | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const thing of things) {
    const mismatches = mismatchesOf(pattern, thing);
    const score = mismatches.reduce((sum, mismatch) => sum + distance(mismatch), 0);
    if (score >= bestScore) continue;
    [best, bestScore] = [{ thing, mismatches }, score];
  }
  const wrong = new Set(best?.mismatches.map(({ path }) => path.split(/[.[]/, 1)[0]));
  return wrong.size < Object.keys(pattern).length || bestScore < NAME_WEIGHT / 2 ? best : undefined;
}

/** `nearest: status is "ok", expected "error"` */
export function nearestTexts({ mismatches }: Near<unknown>, label: string = "nearest"): string[] {
  const shown = mismatches
    .slice(0, MAX_SHOWN)
    .map((mismatch, at) => `${at === 0 ? `${label}: ` : ""}${mismatchText(mismatch)}`);
  const more = mismatches.length - shown.length;
  return more === 0 ? shown : [...shown, `and ${more} more`];
}

const MAX_SHOWN = 5;
/** What a span is called says more of what it is than how it ended. */
const NAME_WEIGHT = 10;
const TYPE_WEIGHT = 3;

function distance({ path, actual, expected }: Mismatch): number {
  if (path === "type") return TYPE_WEIGHT;
  if (path !== "name" && path !== "tool") return 1;
  return typeof expected === "string" ? NAME_WEIGHT * (1 - likeness(String(actual), expected)) : NAME_WEIGHT;
}

/** From 0 to 1: how much of the longer text is the beginning or the end of both. One of them is not empty. */
function likeness(a: string, b: string): number {
  const [longer, shorter] = a.length < b.length ? [b, a] : [a, b];
  let start = 0;
  while (start < shorter.length && longer[start] === shorter[start]) start++;
  let end = 0;
  while (end < shorter.length - start && longer.at(-1 - end) === shorter.at(-1 - end)) end++;
  return (start + end) / longer.length;
}
