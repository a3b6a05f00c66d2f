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
