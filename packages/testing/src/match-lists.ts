/** Pairs what is expected with what is there. */

/**
 * `exact`: these and no others, in this order. `any`: these and no others, in any order. `subset`: at least these, in any
 * order. `subsequence`: at least these, in this order.
 */
export type MatchOrder = "exact" | "any" | "subset" | "subsequence";

/** What became of two lists, by place. */
export interface ListMatch {
  /** For each that is expected, the place of what fits; `undefined` where nothing does. */
  readonly found: readonly (number | undefined)[];
  /** What was expected and is not there. */
  readonly missing: readonly number[];
  /** What is there and was not expected; none where there may be others. */
  readonly extra: readonly number[];
  readonly pass: boolean;
}

/** The best way to pair `expected` things with `actual` ones, of which `fits` says whether they belong together. */
export function matchLists(
  expected: number,
  actual: number,
  order: MatchOrder,
  fits: (expected: number, actual: number) => boolean,
): ListMatch {
  const inOrder = order === "exact" || order === "subsequence";
  const found = inOrder ? pairsInOrder(expected, actual, fits) : pairsInAnyOrder(expected, actual, fits);
  const missing = placesTo(expected).filter((at) => found[at] === undefined);
  const paired = new Set(found);
  const mayHaveOthers = order === "subset" || order === "subsequence";
  const extra = mayHaveOthers ? [] : placesTo(actual).filter((at) => !paired.has(at));
  return { found, missing, extra, pass: missing.length === 0 && extra.length === 0 };
}

type Found = (number | undefined)[];

/** What fits at the beginning and at the end is paired at once, which is as good as any other way; most lists are nearly the same. */
function pairsInOrder(expected: number, actual: number, fits: (e: number, a: number) => boolean): Found {
  const shorter = Math.min(expected, actual);
  let start = 0;
  while (start < shorter && fits(start, start)) start++;
  let end = 0;
  while (end < shorter - start && fits(expected - 1 - end, actual - 1 - end)) end++;
  const between = longestPairs(expected - start - end, actual - start - end, (e, a) => fits(start + e, start + a));
  return [
    ...placesTo(start),
    ...between.map((a) => (a === undefined ? undefined : start + a)),
    ...placesTo(end).map((at) => actual - end + at),
  ];
}

/** A longest common subsequence: lengths from each pair of places on, then the way along them. */
function longestPairs(expected: number, actual: number, fits: (e: number, a: number) => boolean): Found {
  const lengths = Array.from({ length: expected + 1 }, () => new Uint32Array(actual + 1));
  const length = (e: number, a: number) => lengths[e]?.[a] as number;
  for (let e = expected - 1; e >= 0; e--) {
    const row = lengths[e] as Uint32Array;
    for (let a = actual - 1; a >= 0; a--) {
      row[a] = Math.max(length(e + 1, a), length(e, a + 1), fits(e, a) ? length(e + 1, a + 1) + 1 : 0);
    }
  }
  const found: Found = new Array(expected).fill(undefined);
  for (let e = 0, a = 0; e < expected && a < actual; ) {
    // The first that fits, so that what is missing is compared with what came later.
    if (length(e, a) === length(e + 1, a + 1) + 1 && fits(e, a)) found[e++] = a++;
    else if (length(e, a) === length(e, a + 1)) a++;
    else e++;
  }
  return found;
}

/** Kuhn's algorithm: a pattern that finds all that fits it taken lets a former one look for something else. */
function pairsInAnyOrder(expected: number, actual: number, fits: (e: number, a: number) => boolean): Found {
  const takenBy = new Map<number, number>();
  const take = (e: number, tried: Set<number>): boolean => {
    const places = placesTo(actual).filter((a) => !tried.has(a));
    const free = places.find((a) => !takenBy.has(a) && fits(e, a));
    if (free !== undefined) {
      takenBy.set(free, e);
      return true;
    }
    for (const a of places) {
      const former = takenBy.get(a);
      if (former === undefined || tried.has(a) || !fits(e, a)) continue;
      tried.add(a);
      if (!take(former, tried)) continue;
      takenBy.set(a, e);
      return true;
    }
    return false;
  };
  for (let e = 0; e < expected; e++) take(e, new Set());
  const found: Found = new Array(expected).fill(undefined);
  for (const [a, e] of takenBy) found[e] = a;
  return found;
}

function placesTo(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}
