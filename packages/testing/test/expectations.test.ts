import { AssertionError } from "node:assert";
import {
  expectCalledTools,
  expectMetric,
  expectNoErrors,
  expectNoMetric,
  expectNoOpenSpans,
  expectNoSpan,
  expectSpan,
  expectSpans,
  expectSpanTree,
  expectWithin,
} from "@heddle/testing";
import { expect, test } from "vitest";
import { shop } from "./shop.ts";

const run = shop();

test("what holds passes", () => {
  expectSpan(run, "search", { times: 1 });
  expectNoSpan(run, "fetch");
  expectSpans(run, ["plan", "search"], { order: "subsequence" });
  expectSpanTree(run, { name: "shop", children: ["plan", "search", "buy"] });
  expectMetric(run, "shop.visits");
  expectNoMetric(run, "shop.sales");
  expectNoErrors(run, { except: ["buy"] });
  expectNoOpenSpans(run);
  expectWithin(run, { maxErrors: 1 });
  expectCalledTools(run, ["search", "buy"]);
});

test.each<[string, () => void, string]>([
  ["expectSpan", () => expectSpan(run, "fetch"), 'expected a span "fetch"; there is none'],
  ["expectNoSpan", () => expectNoSpan(run, "search"), 'expected no span "search"; there is one'],
  ["expectSpans", () => expectSpans(run, []), "expected these spans, in this order and no others:"],
  [
    "expectSpanTree",
    () => expectSpanTree(run, "x"),
    "expected a tree, the spans of each level in this order and no others:",
  ],
  ["expectMetric", () => expectMetric(run, "sales"), 'expected a metric "sales"; there is none'],
  ["expectNoMetric", () => expectNoMetric(run, "shop.visits"), 'expected no metric "shop.visits"; there is one'],
  ["expectNoErrors", () => expectNoErrors(run), "expected no errors; one span has failed"],
  ["expectNoOpenSpans", () => expectNoOpenSpans([{ ...open }]), "expected no open spans; one has not ended"],
  ["expectWithin", () => expectWithin(run, { maxErrors: 0 }), "expected to stay within the budget:"],
  [
    "expectCalledTools",
    () => expectCalledTools(run, []),
    "expected these calls of tools, in this order and no others:",
  ],
])("%s throws what test runners know, and says what was expected", (operator, fails, message) => {
  const error = thrownBy(fails);

  expect(error).toBeInstanceOf(AssertionError);
  expect(error).toMatchObject({ operator, code: "ERR_ASSERTION", generatedMessage: false });
  expect(error.message.split("\n")[0]).toBe(message);
});

test.each<[string, (given: unknown) => void]>([
  ["expectSpan", (given) => expectSpan(given as never, "a")],
  ["expectNoSpan", (given) => expectNoSpan(given as never, "a")],
  ["expectSpans", (given) => expectSpans(given as never, [])],
  ["expectSpanTree", (given) => expectSpanTree(given as never, "a")],
  ["expectMetric", (given) => expectMetric(given as never, "a")],
  ["expectNoMetric", (given) => expectNoMetric(given as never, "a")],
  ["expectNoErrors", (given) => expectNoErrors(given as never)],
  ["expectNoOpenSpans", (given) => expectNoOpenSpans(given as never)],
  ["expectWithin", (given) => expectWithin(given as never, {})],
  ["expectCalledTools", (given) => expectCalledTools(given as never, [])],
])("%s says what is no recorded run", (name, assert) => {
  expect(() => assert({})).toThrow(
    new TypeError(
      `${name}: {} is no recorded run; give an InMemoryTelemetry, a capture(), a list of records or the path of a JSONL file`,
    ),
  );
});

test.each<[string, () => void]>([
  ['expectSpan: there is no "nam"; ', () => expectSpan(run, { nam: "a" } as never)],
  ["expectNoSpan: 7 is no span; ", () => expectNoSpan(run, 7 as never)],
  ['expectSpans: what is expected is "a"; ', () => expectSpans(run, "a" as never)],
  ['expectSpanTree: there is no "childs"; ', () => expectSpanTree(run, { childs: [] } as never)],
  ["expectMetric: 3 is no metric; ", () => expectMetric(run, 3 as never)],
  ['expectNoMetric: there is no "valeu"; ', () => expectNoMetric(run, { valeu: 1 } as never)],
  ['expectNoErrors: except is "a"; ', () => expectNoErrors(run, { except: "a" as never })],
  ["expectNoOpenSpans: {} is too much; it has no options", () => expectNoOpenSpans(run, {} as never)],
  ['Budget: there is no rule "maxTools"', () => expectWithin(run, { maxTools: 1 } as never)],
  ["expectCalledTools: what is expected is {}; ", () => expectCalledTools(run, {} as never)],
])("misuse is told: %s", (message, misuse) => {
  expect(misuse).toThrow(message);
  expect(misuse).toThrow(TypeError);
});

test("an AssertionError holds what was expected beside what was nearest", () => {
  const error = thrownBy(() => expectSpan(run, { type: "tool", name: "search", status: "error" }));

  expect([error.expected, error.actual]).toEqual([{ status: "error" }, { status: "ok" }]);
});

const open = {
  kind: "span_start",
  name: "x",
  traceId: "1".repeat(32),
  spanId: "1".repeat(16),
  startedAt: 0,
  attributes: {},
} as const;

function thrownBy(work: () => void): AssertionError {
  try {
    work();
  } catch (error) {
    return error as AssertionError;
  }
  throw new Error("nothing was thrown");
}
