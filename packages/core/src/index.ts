/** Telemetry for AI agents: one small object to trace with, and sinks to choose from. */
export { type BufferedOptions, buffered } from "./buffered.ts";
export { type Clock, systemClock } from "./clock.ts";
export type { ConsoleStream } from "./console-stream.ts";
export { type ConsoleOptions, ConsoleTelemetry } from "./console-telemetry.ts";
export { activeSpan, activeTelemetry, continueTrace, withAttributes, withTelemetry } from "./context.ts";
export { type DecodedLine, decodeLine, lineIdentity } from "./decode-line.ts";
export { type DeferOptions, type DeferredTraces, deferTraces } from "./defer-traces.ts";
export type { Member } from "./deliveries-of.ts";
export type { FileOptions, FileResource } from "./file-options.ts";
export { FileTelemetry } from "./file-telemetry.ts";
export { type FilterOptions, filter } from "./filter.ts";
export { type IdGenerator, isSpanId, isTraceId, sequentialIds } from "./ids.ts";
export { type InMemoryOptions, InMemoryTelemetry, type Recording } from "./in-memory-telemetry.ts";
export { instrumentKind, instrumentUnit } from "./instruments.ts";
export { encodeLine, encodeResource, JSONL_SCHEMA, type LineRecord, type ResourceRecord } from "./jsonl.ts";
export { type KeepTracesOptions, keepTraces } from "./keep-traces.ts";
export { type Limits, limit } from "./limit.ts";
export { mapSpans } from "./map-spans.ts";
export { MultiTelemetry } from "./multi-telemetry.ts";
export { NoTelemetry, recordsNothing } from "./no-telemetry.ts";
export { type JsonlContent, type LineProblemAt, readJsonl } from "./read-jsonl.ts";
export type {
  Attributes,
  Failure,
  InstrumentKind,
  JsonObject,
  JsonValue,
  LinkKind,
  MetricRecord,
  SpanEvent,
  SpanLink,
  SpanRecord,
  SpanRef,
  SpanStart,
  SpanStatus,
} from "./record.ts";
export { Recorder, type RecorderOptions } from "./recorder.ts";
export { type Redaction, redact } from "./redact.ts";
export {
  type ResolveOptions,
  resolveTelemetry,
  type TelemetryConfig,
  type TelemetryResolver,
  type TelemetrySpec,
} from "./resolve-telemetry.ts";
export { sample } from "./sample.ts";
export type { FlushOptions, LiveSink, LiveSpan, LiveSpanIds, Sink, SinkCounts } from "./sink.ts";
export type { Health, RecordCounts, SinkFailure, SinkHealth, SinkOperation } from "./sink-health.ts";
export { type SpanNode, spanTree } from "./span-tree.ts";
export { type ManualSpan, type SpanOptions, startSpan } from "./start-span.ts";
export type { Span, Telemetry } from "./telemetry.ts";
export type { TimeInput } from "./time-input.ts";
export type { LoadedTrace } from "./trace-folder.ts";
export { traceStream } from "./trace-stream.ts";
export { formatTraceparent, parseTraceparent, type RemoteSpan } from "./traceparent.ts";
