/** Assertions on recorded runs as plain functions, for `node:test` and every other test runner. */
import type { Budget } from "@heddle/reader";
import { failureOf } from "./assertion-failure.ts";
import { type CalledToolsOptions, checkCalledTools, type ToolCallMatcher } from "./check-called-tools.ts";
import { checkMetric, type MetricMatcher } from "./check-metric.ts";
import { checkNoErrors, checkNoOpenSpans, checkWithin, type ErrorOptions } from "./check-run.ts";
import { checkSpan, type HowOften } from "./check-span.ts";
import { checkSpanTree, type SpanTree } from "./check-span-tree.ts";
import { checkSpans, type InOrder } from "./check-spans.ts";
import type { Verdict } from "./failure-report.ts";
import { type RecordedRun, readRun } from "./recorded-run.ts";
import type { SpanMatcher } from "./span-pattern.ts";

/** Throws an AssertionError unless `run` has a span that fits. */
export function expectSpan(run: RecordedRun, matcher: SpanMatcher, options?: HowOften): void {
  settle(expectSpan, checkSpan(readRun(run, "expectSpan"), "expectSpan", matcher, options));
}

/** Throws an AssertionError if `run` has a span that fits. */
export function expectNoSpan(run: RecordedRun, matcher: SpanMatcher): void {
  settle(expectNoSpan, denied(checkSpan(readRun(run, "expectNoSpan"), "expectNoSpan", matcher)));
}

/** Throws an AssertionError unless `run` has spans that fit, as a tree lists them: parents before their children. */
export function expectSpans(run: RecordedRun, matchers: readonly SpanMatcher[], options?: InOrder): void {
  settle(expectSpans, checkSpans(readRun(run, "expectSpans"), "expectSpans", matchers, options));
}

/** Throws an AssertionError unless `run` has, anywhere, a span that fits with what is below it. */
export function expectSpanTree(run: RecordedRun, tree: SpanTree, options?: InOrder): void {
  settle(expectSpanTree, checkSpanTree(readRun(run, "expectSpanTree"), "expectSpanTree", tree, options));
}

/** Throws an AssertionError unless a metric that fits was emitted. */
export function expectMetric(run: RecordedRun, matcher: MetricMatcher, options?: HowOften): void {
  settle(expectMetric, checkMetric(readRun(run, "expectMetric"), "expectMetric", matcher, options));
}

/** Throws an AssertionError if a metric that fits was emitted. */
export function expectNoMetric(run: RecordedRun, matcher: MetricMatcher): void {
  settle(expectNoMetric, denied(checkMetric(readRun(run, "expectNoMetric"), "expectNoMetric", matcher)));
}

/** Throws an AssertionError if a span has failed, also when its failure was handled; an Error when nothing was recorded. */
export function expectNoErrors(run: RecordedRun, options?: ErrorOptions): void {
  settle(expectNoErrors, checkNoErrors(readRun(run, "expectNoErrors"), "expectNoErrors", options));
}

/** Throws an AssertionError unless every span has ended; an Error when nothing was recorded. */
export function expectNoOpenSpans(run: RecordedRun, ...options: readonly never[]): void {
  settle(expectNoOpenSpans, checkNoOpenSpans(readRun(run, "expectNoOpenSpans"), "expectNoOpenSpans", ...options));
}

/** Throws an AssertionError if a trace takes more than `budget` allows; an Error when nothing was recorded. */
export function expectWithin(run: RecordedRun, budget: Budget): void {
  settle(expectWithin, checkWithin(readRun(run, "expectWithin"), "expectWithin", budget));
}

/** Throws an AssertionError unless the tools that were called are these, as a tree lists them. */
export function expectCalledTools(
  run: RecordedRun,
  calls: readonly ToolCallMatcher[],
  options?: CalledToolsOptions,
): void {
  settle(expectCalledTools, checkCalledTools(readRun(run, "expectCalledTools"), "expectCalledTools", calls, options));
}

function denied(verdict: Verdict): Verdict {
  return { pass: !verdict.pass, message: verdict.message };
}

function settle(assertion: (...args: never[]) => void, { pass, message, expected, actual }: Verdict): void {
  if (!pass) throw failureOf(assertion, message(), { expected, actual });
}
