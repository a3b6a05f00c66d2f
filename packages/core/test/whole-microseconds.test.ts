import { wholeMicroseconds } from "@heddle/core/bridge";
import { expect, test } from "vitest";

test("no microsecond is lost, as long as a number can hold them all", () => {
  for (const year of [1970, 2026, 2200, 2254]) {
    const wholeMs = Date.UTC(year, 5, 1);
    const exact = [0, 0.5, 0.25].map((fraction) => wholeMicroseconds(wholeMs + fraction) - wholeMs * 1000);

    expect(exact).toEqual([0, 500, 250]);
  }
  expect(wholeMicroseconds(Date.UTC(2026, 10, 21) + 0.743)).toBe(Date.UTC(2026, 10, 21) * 1000 + 743);
});
