/** Telemetries that work but for one thing. */
import { types } from "node:util";
import { InMemoryTelemetry, type MetricRecord, type RecorderOptions, type Span, type SpanRecord } from "@heddle/core";
import type { MakeTelemetry, TelemetryLife, TelemetrySubject } from "@heddle/testing";

type Trace = (name: string, attributes: object, work: (span: Span) => unknown) => unknown;

/** What is different. Each function is made anew for each subject. */
export interface Difference extends Partial<TelemetryLife> {
  readonly trace?: Trace;
  readonly emitMetric?: (name: string, value: number, attributes?: object) => void;
  readonly spans?: (spans: SpanRecord[]) => SpanRecord[];
  readonly metrics?: (metrics: MetricRecord[]) => MetricRecord[];
}

/** A two-method telemetry over an InMemoryTelemetry, with `differ`'s methods in the place of its own. */
export function telemetryWith(
  differ: (memory: InMemoryTelemetry) => Difference,
  options?: RecorderOptions,
): MakeTelemetry {
  return () => {
    const memory = new InMemoryTelemetry(options);
    const { spans = same, metrics = same, ...methods } = differ(memory);
    const telemetry = {
      trace: memory.trace.bind(memory) as Trace,
      emitMetric: memory.emitMetric.bind(memory),
      flush: memory.flush.bind(memory),
      health: memory.health.bind(memory),
      [Symbol.asyncDispose]: memory[Symbol.asyncDispose].bind(memory),
      ...methods,
    } as TelemetrySubject["telemetry"];
    return { telemetry, spans: () => spans(memory.spans()), metrics: () => metrics(memory.metrics()) };
  };
}

/** Records every span as `alter` says. */
export function recordingSpans(alter: (span: SpanRecord) => Partial<SpanRecord>): MakeTelemetry {
  return telemetryWith(() => ({ spans: (spans) => spans.map((span) => ({ ...span, ...alter(span) })) }));
}

/** Records every metric as `alter` says. */
export function recordingMetrics(alter: (metric: MetricRecord) => Partial<MetricRecord>): MakeTelemetry {
  return telemetryWith(() => ({ metrics: (metrics) => metrics.map((metric) => ({ ...metric, ...alter(metric) })) }));
}

/** Gives back what `change` makes of what the work gave back. */
export function returning(change: (result: unknown, name: string) => unknown): MakeTelemetry {
  return telemetryWith((memory) => ({
    trace: (name, attributes, work) => change(memory.trace(name, attributes as never, work), name),
  }));
}

/** Hands the work a span with `change`'s methods in the place of its own. */
export function handing(
  change: (span: Span, memory: InMemoryTelemetry) => Partial<Span>,
  rest: (memory: InMemoryTelemetry) => Difference = () => ({}),
): MakeTelemetry {
  return telemetryWith((memory) => ({
    trace: (name, attributes, work) =>
      memory.trace(name, attributes as never, (span) => {
        const changes = Object.getOwnPropertyDescriptors(change(span, memory));
        return work(Object.create(bound(span), changes));
      }),
    ...rest(memory),
  }));
}

/** The methods of a span need their own object. */
function bound(span: Span): Span {
  return {
    name: span.name,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    traceparent: span.traceparent,
    set: (attributes) => span.set(attributes),
    event: (name, attributes) => span.event(name, attributes),
    link: (target, kind, attributes) => span.link(target, kind, attributes),
    fail: (error) => span.fail(error),
  };
}

function same<T>(records: T): T {
  return records;
}

/** What is not an error, inside of one. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error("thrown", { cause: thrown });
}

/** Whether `value` is a promise, and of no subclass. */
export function isPlainPromise(value: unknown): value is Promise<unknown> {
  return types.isPromise(value) && Object.getPrototypeOf(value) === Promise.prototype;
}
