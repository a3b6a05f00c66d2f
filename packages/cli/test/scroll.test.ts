import { expect, test } from "vitest";
import { type Move, Scroll } from "../src/scroll.ts";

/** Where these go, of 100 lines on a screen of 10. */
function topAfter(...moves: readonly Move[]): number | "new" {
  const scroll = new Scroll();
  for (const move of moves) scroll.press(move);
  return scroll.isFollowing ? "new" : scroll.top(100, 10);
}

const ways: readonly [moves: Move[], top: number | "new"][] = [
  [[], "new"],
  [["up"], 89],
  [["up", "up", "down"], 89],
  [["down"], 90],
  [["pageUp"], 81],
  [["home"], 0],
  [["home", "up"], 0],
  [["home", "pageUp"], 0],
  [["home", "down"], 1],
  [["home", "pageDown"], 9],
  [["up", "end"], "new"],
  [["home", "end", "up"], 89],
];

for (const [moves, top] of ways) {
  test(`${moves.join(", ") || "no key"} leads to ${top}`, () => {
    expect(topAfter(...moves)).toBe(top);
  });
}

test("where it is stays while lines come, and moves up when they go", () => {
  const scroll = new Scroll();
  scroll.press("up");

  const tops = [scroll.top(100, 10), scroll.top(150, 10), scroll.top(150, 20), scroll.top(50, 10), scroll.top(5, 10)];

  expect(tops).toEqual([89, 89, 89, 40, 0]);
});
