/** The contracts of sinks and telemetries, as data for any test runner. */
export { BrokenRule } from "./broken-rule.ts";
export { type Capture, type CaptureOptions, capture } from "./capture.ts";
export { type Fate, type Fault, type FaultyMember, InjectedFault } from "./fault.ts";
export { faults } from "./faults.ts";
export { hostileAttributes, hostileValues } from "./hostile-values.ts";
export { isolationRules, type MakeFanOut } from "./isolation-rules.ts";
export { liveSinkRules } from "./live-sink-rules.ts";
export { NotChecked } from "./not-checked.ts";
export type { MakeSubject, Rule, SkippableTest, Subject } from "./rule.ts";
export { sinkRules } from "./sink-rules.ts";
export type { MakeSink, SinkSubject, WrittenRecord } from "./sink-subject.ts";
export { telemetryRules } from "./telemetry-rules.ts";
export type {
  MakeTelemetry,
  MetricReading,
  SpanReading,
  TelemetryLife,
  TelemetrySubject,
} from "./telemetry-subject.ts";
