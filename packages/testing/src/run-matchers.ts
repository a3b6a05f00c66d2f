/** The matchers that vitest and jest are given. */
import type { Budget } from "@heddle/reader";
import { type CalledToolsOptions, checkCalledTools, type ToolCallMatcher } from "./check-called-tools.ts";
import { checkMetric, type MetricMatcher } from "./check-metric.ts";
import { checkNoErrors, checkNoOpenSpans, checkWithin, type ErrorOptions } from "./check-run.ts";
import { checkSpan, type HowOften } from "./check-span.ts";
import { checkSpanTree, type SpanTree } from "./check-span-tree.ts";
import { checkSpans, type InOrder } from "./check-spans.ts";
import type { Verdict } from "./failure-report.ts";
import { type Evidence, readRun } from "./recorded-run.ts";
import type { SpanMatcher } from "./span-pattern.ts";
import type { TraceTextOptions } from "./trace-text-options.ts";

/** What `expect` can do with a recorded run. `R`: what the test runner's matchers return. */
export interface RunMatchers<R = void> {
  /** There is a span that fits. */
  toHaveSpan(matcher: SpanMatcher, options?: HowOften): R;
  /** There are spans that fit, as a tree lists them: parents before their children. */
  toHaveSpans(matchers: readonly SpanMatcher[], options?: InOrder): R;
  /** There is, anywhere, a span that fits with what is below it. */
  toHaveSpanTree(tree: SpanTree, options?: InOrder): R;
  /** A metric that fits was emitted. */
  toHaveMetric(matcher: MetricMatcher, options?: HowOften): R;
  /** No span has failed, not even one whose failure was handled. */
  toHaveNoErrors(options?: ErrorOptions): R;
  /** Every span has ended. */
  toHaveNoOpenSpans(): R;
  /** No trace takes more than the budget allows. */
  toStayWithin(budget: Budget): R;
  /** The tools that were called are these, as a tree lists them. */
  toHaveCalledTools(calls: readonly ToolCallMatcher[], options?: CalledToolsOptions): R;
  /** What the run did is as the snapshot says; `-u` writes it anew. `hint` goes into the snapshot's name. */
  toMatchTrace(options?: TraceTextOptions, hint?: string): R;
}

type Check = (evidence: Evidence, who: string, ...args: never[]) => Verdict;
type CheckName = Exclude<keyof RunMatchers, "toMatchTrace">;

const checks: Readonly<Record<CheckName, Check>> = {
  toHaveSpan: checkSpan,
  toHaveSpans: checkSpans,
  toHaveSpanTree: checkSpanTree,
  toHaveMetric: checkMetric,
  toHaveNoErrors: checkNoErrors,
  toHaveNoOpenSpans: checkNoOpenSpans,
  toStayWithin: checkWithin,
  toHaveCalledTools: checkCalledTools,
};

/** By name, as `expect.extend` takes them; `toMatchTrace` needs the test runner. */
export const runMatchers: Readonly<Record<string, (run: unknown, ...args: unknown[]) => Verdict>> = Object.fromEntries(
  Object.entries(checks).map(([name, check]) => [
    name,
    (run: unknown, ...args: unknown[]) => check(readRun(run, name), name, ...(args as never[])),
  ]),
);
