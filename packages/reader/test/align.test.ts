import fc from "fast-check";
import { expect, test } from "vitest";
import { align, type Pair } from "../src/align.ts";

/** The textbook's table. */
function longestCommon(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const key of a) {
    const next = [0];
    for (const [at, other] of b.entries()) {
      next.push(key === other ? (row[at] as number) + 1 : Math.max(next[at] as number, row[at + 1] as number));
    }
    row = next;
  }
  return row.at(-1) as number;
}

function expectAlignment(pairs: readonly Pair[], a: readonly number[], b: readonly number[]): void {
  for (const [index, [atA, atB]] of pairs.entries()) {
    const [beforeA, beforeB] = pairs[index - 1] ?? [-1, -1];
    expect([a[atA] === b[atB], atA > beforeA, atB > beforeB, atA < a.length, atB < b.length]).not.toContain(false);
  }
}

const lists = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 });

test("an alignment keeps as much as can be kept", () => {
  fc.assert(
    fc.property(lists, lists, (a, b) => {
      const pairs = align(a, b);

      expectAlignment(pairs, a, b);
      expect(pairs).toHaveLength(longestCommon(a, b));
    }),
    { numRuns: 500 },
  );
});

test("where the best would take too long, a good one is found", () => {
  const a = Array.from({ length: 20_000 }, (_, at) => (at % 3 === 0 ? -at : at % 1000));
  const b = Array.from({ length: 20_000 }, (_, at) => (at % 3 === 1 ? -at : at % 1000));

  const pairs = align(a, b);

  expectAlignment(pairs, a, b);
  expect(pairs.length).toBeGreaterThan(4000);
});

test("lists that have nothing in common are aligned at nothing, however long", () => {
  const odd = Array.from({ length: 5000 }, (_, at) => 2 * at + 1);
  const even = Array.from({ length: 5000 }, (_, at) => 2 * at);

  expect(align(odd, even)).toEqual([]);
  expect(align([], even)).toEqual([]);
});
