/** Tests of when a floor holds. */
import { expect, test } from "vitest";
import { burst } from "./configuration.ts";
import type { Floor } from "./floor.ts";
import { judge } from "./outcome.ts";
import { divideOverheads } from "./ratios.ts";

const one = burst({ name: "one", subject: "", options: {} }, 1);
const floor: Floor = { name: "x", measured: "x", unit: "×", needs: [one], value: ({ ns = Number.NaN } = {}) => ns };
const rounds = (...numbers: number[]) => numbers.map((ns) => new Map([[one.name, { ns }]]));

test("a median within its bounds holds, one that is near them may be noise, and all else is broken", () => {
  const verdicts = [-0.2, 10, 10.9, 11.1].map(
    (number) => judge({ ...floor, atMost: 10 }, rounds(number), new Map()).verdict,
  );
  const exact = judge({ ...floor, atMost: 10, exact: true }, rounds(10.9), new Map()).verdict;

  expect(verdicts).toEqual(["holds", "holds", "noise", "BROKEN"]);
  expect(exact).toBe("BROKEN");
});

test("a round in which noise was greater than what was measured tells nothing", () => {
  const overheads = [
    divideOverheads({ ns: 5 }, { ns: 1 }, { ns: 3 }, { ns: 1 }),
    divideOverheads({ ns: 5 }, { ns: 1 }, { ns: 3 }, { ns: 4 }),
  ];

  const { numbers, verdict } = judge({ ...floor, atMost: 3 }, rounds(...overheads), new Map());

  expect(numbers).toEqual([2]);
  expect(verdict).toBe("holds");
  expect(judge({ ...floor, atMost: 3 }, rounds(Number.NaN), new Map()).verdict).toBe("BROKEN");
});
