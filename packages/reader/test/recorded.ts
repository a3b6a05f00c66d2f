/** Records for tests: spans by their number, in a trace. */
import type { JsonObject, MetricRecord, SpanRecord, SpanStart } from "@heddle/core";

/** A trace id by its number. */
export function traceIdOf(number: number): string {
  return number.toString(16).padStart(32, "0");
}

/** A span id by its number. */
export function spanIdOf(number: number): string {
  return number.toString(16).padStart(16, "0");
}

/** When the recorded runs begin, in milliseconds since the epoch. */
export const START_MS: number = Date.UTC(2026, 10, 21);

/** What tests say of a span. Times are in milliseconds, from the start of the run. */
export interface SpanFacts extends Partial<Omit<SpanRecord, "kind" | "spanId" | "traceId" | "parentSpanId">> {
  readonly id: number;
  readonly parent?: number;
  readonly trace?: number;
  readonly at?: number;
}

export function span({ id, parent, trace = 1, at = 0, durationMs = 1, ...rest }: SpanFacts): SpanRecord {
  const startedAt = START_MS + at;
  return {
    kind: "span",
    name: "step",
    traceId: traceIdOf(trace),
    spanId: spanIdOf(id),
    ...(parent !== undefined && { parentSpanId: spanIdOf(parent) }),
    startedAt,
    endedAt: startedAt + durationMs,
    durationMs,
    status: "ok",
    attributes: {},
    ...rest,
  };
}

export function start({ id, parent, trace = 1, at = 0, name = "step", attributes = {} }: SpanFacts): SpanStart {
  return {
    kind: "span_start",
    name,
    traceId: traceIdOf(trace),
    spanId: spanIdOf(id),
    ...(parent !== undefined && { parentSpanId: spanIdOf(parent) }),
    startedAt: START_MS + at,
    attributes,
  };
}

export function metric(name: string, value: number, spanNumber?: number, attributes: JsonObject = {}): MetricRecord {
  return {
    kind: "metric",
    name,
    value,
    unit: "",
    instrumentKind: "counter",
    attributes,
    emittedAt: START_MS,
    ...(spanNumber !== undefined && { traceId: traceIdOf(1), spanId: spanIdOf(spanNumber) }),
  };
}
