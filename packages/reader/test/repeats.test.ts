import { expect, test } from "vitest";
import { Repeats } from "../src/repeats.ts";

test("the last ones are known, and memory stays bounded", () => {
  const repeats = new Repeats(2);

  const answers = ["a", "a", "b", "c", "a", "d", "e", "f", "a"].map((identity) => repeats.add(identity));

  expect(["f", "a", "b"].map((identity) => repeats.has(identity))).toEqual([true, true, false]);
  expect(answers).toEqual([false, true, false, false, true, false, false, false, false]);
});
