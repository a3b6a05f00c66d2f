/** Finds what two lists have in common, in order: a longest common subsequence, or a good one where that would take too long. */

/** The places of an element in the two lists. */
export type Pair = readonly [a: number, b: number];

/** With more edits than this, the search for the best alignment is given up. */
const MAX_EDITS = 500;

/** The pairs of equal elements that an alignment of `a` and `b` keeps, in order. Never slower than near-linear. */
export function align(a: readonly number[], b: readonly number[]): Pair[] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const middleA = a.slice(start, a.length - end);
  const middleB = b.slice(start, b.length - end);
  const middle = bestPairs(middleA, middleB) ?? goodPairs(middleA, middleB);
  return [
    ...Array.from({ length: start }, (_, at): Pair => [at, at]),
    ...middle.map(([atA, atB]): Pair => [atA + start, atB + start]),
    ...Array.from({ length: end }, (_, at): Pair => [a.length - end + at, b.length - end + at]),
  ];
}

/**
 * Myers' greedy search (An O(ND) Difference Algorithm and Its Variations, 1986): after d edits, the furthest place in `a`
 * that can be reached on each diagonal. `undefined` when it takes too many edits.
 */
function bestPairs(a: readonly number[], b: readonly number[]): Pair[] | undefined {
  if (a.length === 0 || b.length === 0) return [];
  const rounds: Int32Array[] = [];
  for (let edits = 0; edits <= MAX_EDITS; edits++) {
    const reached = new Int32Array(2 * edits + 3);
    rounds.push(reached);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let { atA } = stepTo(diagonal, edits, rounds);
      while (atA < a.length && atA - diagonal < b.length && a[atA] === b[atA - diagonal]) atA++;
      reached[diagonal + edits + 1] = atA;
      if (diagonal === a.length - b.length && atA >= a.length) return pairsOn(rounds, a.length, b.length);
    }
  }
  return undefined;
}

/** Where the last of `edits` edits leads on `diagonal`: down, past an element of `b`, or right, past one of `a`. */
function stepTo(diagonal: number, edits: number, rounds: readonly Int32Array[]): { atA: number; isDown: boolean } {
  const before = rounds[edits - 1];
  if (before === undefined) return { atA: 0, isDown: false };
  const below = before[diagonal + 1 + edits] as number;
  const beside = before[diagonal - 1 + edits] as number;
  const isDown = diagonal === -edits || (diagonal !== edits && beside < below);
  return { atA: isDown ? below : beside + 1, isDown };
}

/** Goes the way back from the end, and gathers the equal elements on it. */
function pairsOn(rounds: readonly Int32Array[], endA: number, endB: number): Pair[] {
  const pairs: Pair[] = [];
  let [atA, atB] = [endA, endB];
  for (let edits = rounds.length - 1; edits >= 0; edits--) {
    const { atA: edge, isDown } = stepTo(atA - atB, edits, rounds);
    while (atA > edge) pairs.push([--atA, --atB]);
    if (isDown) atB--;
    else atA--;
  }
  return pairs.reverse();
}

/** Pairs the first of a key with the first, the second with the second, and keeps the longest run of these that is in order. */
function goodPairs(a: readonly number[], b: readonly number[]): Pair[] {
  const places = new Map<number, number[]>();
  for (let at = b.length - 1; at >= 0; at--) {
    const key = b[at] as number;
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else known.push(at);
  }
  const candidates = a.flatMap((key, atA): Pair[] => {
    const atB = places.get(key)?.pop();
    return atB === undefined ? [] : [[atA, atB]];
  });
  return longestRising(candidates);
}

/** The longest part of `pairs` in which the second places rise, too. */
function longestRising(pairs: readonly Pair[]): Pair[] {
  /** The candidate that ends the best run of each length, and the one before each candidate in its run. */
  const ends: number[] = [];
  const before: number[] = [];
  for (const [candidate, [, atB]] of pairs.entries()) {
    let low = 0;
    for (let high = ends.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] as number] as Pair)[1] < atB) low = middle + 1;
      else high = middle;
    }
    before[candidate] = low === 0 ? -1 : (ends[low - 1] as number);
    ends[low] = candidate;
  }
  const rising: Pair[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] as number) rising.push(pairs[at] as Pair);
  return rising.reverse();
}
