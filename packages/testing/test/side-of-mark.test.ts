import { expect, test } from "vitest";
import { sideOfMark } from "../src/side-of-mark.ts";

test("a rate is above or below a mark when the runs are twenty times as likely at others", () => {
  expect([7, 8].map((runs) => sideOfMark(runs, runs, 0.5))).toEqual([undefined, "above"]);
  expect([7, 8].map((runs) => sideOfMark(0, runs, 0.5))).toEqual([undefined, "below"]);
  expect(sideOfMark(50, 100, 0.5)).toBe(undefined);
  expect(sideOfMark(7000, 10_000, 0.75)).toBe("below");
  expect(sideOfMark(1000, 1000, 1)).toBe(undefined);
});

/** How likely it is that runs that pass at `rate` are ever put on a side of `mark`, among the first `most`. */
function decided(rate: number, mark: number, most: number): { above: number; below: number } {
  const sides = { above: 0, below: 0 };
  let open = [1];
  for (let runs = 1; runs <= most; runs++) {
    const next = Array.from({ length: runs + 1 }, (_, passed) => {
      return (open[passed - 1] ?? 0) * rate + (open[passed] ?? 0) * (1 - rate);
    });
    open = next.map((likely, passed) => {
      const side = sideOfMark(passed, runs, mark);
      if (side !== undefined) sides[side] += likely;
      return side === undefined ? likely : 0;
    });
  }
  return sides;
}

test.each([0.1, 0.5, 0.8, 0.9, 0.95, 0.99])(
  "of a mark of %d, the wrong side is taken in 5 %% of all cases at most",
  (mark) => {
    const atMark = decided(mark, mark, 400);

    expect(atMark.above + atMark.below).toBeLessThanOrEqual(0.05);
    expect(atMark.above + atMark.below).toBeGreaterThan(0);
    expect(decided(mark - 0.05, mark, 400).above).toBeLessThanOrEqual(0.05);
    expect(decided(mark / 2, mark, 400).below).toBeGreaterThan(0.5);
  },
);
