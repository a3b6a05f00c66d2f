/** Assertions on agent runs, and the contracts of sinks and telemetries as data, for any test runner. */
export { BrokenRule } from "./broken-rule.ts";
export { type Capture, type CaptureOptions, capture } from "./capture.ts";
export type { CalledToolsOptions, ToolCallMatcher, ToolCallPattern } from "./check-called-tools.ts";
export type { MetricMatcher, MetricPattern } from "./check-metric.ts";
export type { ErrorOptions } from "./check-run.ts";
export type { HowOften } from "./check-span.ts";
export type { SpanTree, SpanTreePattern } from "./check-span-tree.ts";
export type { InOrder } from "./check-spans.ts";
export {
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
} from "./expectations.ts";
export { type Fate, type Fault, type FaultyMember, InjectedFault } from "./fault.ts";
export { faults } from "./faults.ts";
export { hostileAttributes, hostileValues } from "./hostile-values.ts";
export { isolationRules, type MakeFanOut } from "./isolation-rules.ts";
export { liveSinkRules } from "./live-sink-rules.ts";
export type { MatchOrder } from "./match-lists.ts";
export { NotChecked } from "./not-checked.ts";
export { answerText } from "./plain-messages.ts";
export type { Call, RecordedCall } from "./recorded-calls.ts";
export type { RecordedRun, RunInMemory } from "./recorded-run.ts";
export { type FailedRun, type RepeatOptions, type RepeatReport, repeat } from "./repeat.ts";
export { Replay, type ReplayedCall, type ReplayOptions, replay } from "./replay.ts";
export type { AgentModel, AgentModelChunk, AgentTool, ReplayedModel } from "./replay-agent.ts";
export { ReplayMismatch } from "./replay-mismatch.ts";
export type { MakeSubject, Rule, SkippableTest, Subject } from "./rule.ts";
export type { RunMatchers } from "./run-matchers.ts";
export type { RepeatedRun } from "./run-until-clear.ts";
export { sinkRules } from "./sink-rules.ts";
export type { MakeSink, SinkSubject, WrittenRecord } from "./sink-subject.ts";
export type { SpanMatcher, SpanPattern } from "./span-pattern.ts";
export type { Spread, StepVariance } from "./step-variance.ts";
export { telemetryRules } from "./telemetry-rules.ts";
export type {
  MakeTelemetry,
  MetricReading,
  SpanReading,
  TelemetryLife,
  TelemetrySubject,
} from "./telemetry-subject.ts";
export { traceText } from "./trace-text.ts";
export type { AttributeMatcher, TraceTextOptions } from "./trace-text-options.ts";
export type { AsymmetricMatcher, Strictness, TextPattern } from "./value-pattern.ts";
export { BudgetExceeded, type BudgetedRun, type BudgetOptions, withinBudget } from "./within-budget.ts";
