/** Pairs the spans of one level of two runs. */
import { align, type Pair } from "./align.ts";
import type { KeyedSpan } from "./span-keys.ts";

/** A span of the first run, of the second, or of both. */
export type Step = readonly [before: KeyedSpan | undefined, after: KeyedSpan | undefined];

const likeness = ["whole", "call", "label"] as const;

/**
 * All of `before` and `after`, in an order that keeps both, and between pairs what went before what came. `isTurned`: looks for
 * pairs as if `after` came first.
 */
export function pairUp(before: readonly KeyedSpan[], after: readonly KeyedSpan[], isTurned: boolean): Step[] {
  const pairs = isTurned ? pairsOf(after, before).map(([b, a]): Pair => [a, b]) : pairsOf(before, after);
  return withGaps(pairs, before.length, after.length).flatMap(({ from, to, pair }): Step[] => [
    ...before.slice(from[0], to[0]).map((span): Step => [span, undefined]),
    ...after.slice(from[1], to[1]).map((span): Step => [undefined, span]),
    ...(pair === undefined ? [] : [[before[pair[0]], after[pair[1]]] as const]),
  ]);
}

/**
 * Spans that are alike with all below them are paired first; then, between these, spans that were given the same; then spans
 * of the same type and name.
 */
function pairsOf(before: readonly KeyedSpan[], after: readonly KeyedSpan[]): Pair[] {
  let pairs: Pair[] = [];
  for (const like of likeness) {
    const a = before.map((span) => span[like]);
    const b = after.map((span) => span[like]);
    pairs = withGaps(pairs, a.length, b.length).flatMap(({ from, to, pair }) => {
      const inGap = align(a.slice(from[0], to[0]), b.slice(from[1], to[1]));
      const found = inGap.map(([atA, atB]): Pair => [atA + from[0], atB + from[1]]);
      return pair === undefined ? found : [...found, pair];
    });
  }
  return pairs;
}

interface Gap {
  readonly from: Pair;
  readonly to: Pair;
  /** What comes after it; nothing at the end. */
  readonly pair?: Pair;
}

/** What lies before each pair, and after the last. */
function withGaps(pairs: readonly Pair[], lengthA: number, lengthB: number): Gap[] {
  const gaps: Gap[] = [];
  let from: Pair = [0, 0];
  for (const pair of pairs) {
    gaps.push({ from, to: pair, pair });
    from = [pair[0] + 1, pair[1] + 1];
  }
  return [...gaps, { from, to: [lengthA, lengthB] }];
}
