import { expect, test } from "vitest";
import { sideOfRate } from "../src/side-of-rate.ts";

const RUNS = 400;

/** How likely each answer is within so many runs, worked out over all ways that a series may take. */
function chances(rate: number, trueRate: number): { above: number; below: number } {
  const told = { above: 0, below: 0 };
  let going = [1];
  for (let runs = 1; runs <= RUNS; runs++) {
    const next = Array.from({ length: runs + 1 }, (_, passed) => {
      return (going[passed] ?? 0) * (1 - trueRate) + (going[passed - 1] ?? 0) * trueRate;
    });
    going = next.map((chance, passed) => {
      const side = chance === 0 ? undefined : sideOfRate(rate, passed, runs);
      if (side === undefined) return chance;
      told[side] += chance;
      return 0;
    });
  }
  return told;
}

test.each([0.02, 0.5, 0.8, 0.9, 0.99])(
  "who asks of %d after every run is wrong once in twenty times at most",
  (rate) => {
    const [at, above, below] = [chances(rate, rate), chances(rate, (rate + 1) / 2), chances(rate, rate * 0.95)];

    expect(Math.max(at.above, at.below, above.below, below.above)).toBeLessThanOrEqual(0.05);
  },
);

test("a rate that is far off is told by few runs, a near one by many", () => {
  const firstTold = (rate: number, passes: (run: number) => boolean) => {
    let passed = 0;
    for (let runs = 1; runs <= RUNS; runs++) {
      if (passes(runs)) passed++;
      const side = sideOfRate(rate, passed, runs);
      if (side !== undefined) return [runs, side];
    }
    return undefined;
  };

  expect(firstTold(0.9, () => false)).toEqual([2, "below"]);
  expect(firstTold(0.9, (run) => run % 2 === 0)).toEqual([5, "below"]);
  expect(firstTold(0.9, () => true)).toEqual([47, "above"]);
  expect(firstTold(0.5, () => true)).toEqual([7, "above"]);
  expect(firstTold(0.5, (run) => run % 3 > 0)).toEqual([68, "above"]);
  expect(firstTold(0.5, (run) => run % 2 > 0)).toBeUndefined();
});

test("no run shows that all pass, and one that fails shows that not all do; the same of none", () => {
  expect([sideOfRate(1, 50, 50), sideOfRate(1, 49, 50)]).toEqual([undefined, "below"]);
  expect([sideOfRate(0, 0, 50), sideOfRate(0, 1, 50)]).toEqual([undefined, "above"]);
});

test("very many runs are counted", () => {
  expect([sideOfRate(0.5, 50_500, 100_000), sideOfRate(0.5, 51_000, 100_000)]).toEqual([undefined, "above"]);
});
