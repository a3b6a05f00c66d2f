/** Makes records such as a recorder makes, but neither frozen nor shared, at times that are always the same. */
import {
  instrumentKind,
  instrumentUnit,
  type MetricRecord,
  type SpanRecord,
  type SpanStart,
  sequentialIds,
} from "@heddle/core";

export class SampleRecords {
  readonly #ids = sequentialIds();
  /** Microseconds since the epoch. */
  #nowUs = Date.UTC(2026, 0, 1) * 1000;

  /** A span of 1.234 ms that starts when the last one has ended. */
  span(name: string, parts: Partial<SpanRecord> = {}): SpanRecord {
    const startedUs = this.#nowUs;
    this.#nowUs += 1234;
    return {
      kind: "span",
      name,
      traceId: this.#ids.traceId(),
      spanId: this.#ids.spanId(),
      startedAt: startedUs / 1000,
      endedAt: this.#nowUs / 1000,
      durationMs: 1.234,
      status: "ok",
      attributes: {},
      ...parts,
    };
  }

  metric(name: string, parts: Partial<MetricRecord> = {}): MetricRecord {
    this.#nowUs += 7;
    return {
      kind: "metric",
      name,
      value: 1,
      unit: instrumentUnit(name),
      instrumentKind: instrumentKind(name),
      attributes: {},
      emittedAt: this.#nowUs / 1000,
      ...parts,
    };
  }

  /** The wall clock is set back. */
  setBack(ms: number): void {
    this.#nowUs -= ms * 1000;
  }
}

/** What a sink was told when the span of `record` opened. */
export function startOf({ name, traceId, spanId, parentSpanId, startedAt, attributes }: SpanRecord): SpanStart {
  const start = { kind: "span_start" as const, name, traceId, spanId, startedAt, attributes };
  return parentSpanId === undefined ? start : { ...start, parentSpanId };
}
