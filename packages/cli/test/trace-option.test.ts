import { expect, test } from "vitest";
import { heddle } from "./heddle.ts";
import { linesOf, span, traceIdOf } from "./weather-runs.ts";

const stdin = linesOf([
  span({ id: 1, trace: 0x4bf92f35, name: "one" }),
  span({ id: 2, trace: 0x9f1c22aa, name: "two" }),
]);

test.each([
  ["inspect", ["--trace", "9F1C22AA"]],
  ["check", ["--budget", "{}", "-t", "9F1c"]],
  ["export", ["--to", "csv", "-t", "9F1C"]],
  ["watch", ["-t", "9F1C"]],
])("%s finds the run of an id that is typed in capitals", async (command, args) => {
  const { code, out } = await heddle([command, "-", ...args], { stdin });

  expect([code, out.includes("two"), out.includes("one")]).toEqual([0, true, false]);
});

test("diff finds both runs of ids that are typed in capitals", async () => {
  const { out } = await heddle(["diff", "-", "--before", "9F1C", "--after", "4BF9"], { stdin });

  expect(out.match(/[0-9a-f]{32}/g)).toEqual([traceIdOf(0x9f1c22aa), traceIdOf(0x4bf92f35)]);
});
