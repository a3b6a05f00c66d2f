/** The finished data that sinks receive: plain, JSON-safe and never changed after it was handed out. */

/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** An object of JSON values. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/**
 * What callers may give as attributes: any object.
 *
 * It is copied when it is given, so later changes never show. `undefined` and `null` are left out; a value that JSON
 * cannot hold (a Date, Map, BigInt, Error, cycle, NaN, class instance, …) becomes a readable JSON value.
 */
export type Attributes = Readonly<Record<string, unknown>>;

/** How a span ended. `cancelled`: it was aborted (an `AbortError`, or the reason of its signal). */
export type SpanStatus = "ok" | "error" | "cancelled";

/** Which instrument a metric is: see `instrumentKind`. */
export type InstrumentKind = "counter" | "histogram" | "gauge";

/** Why the newer span names the older one. */
export type LinkKind = "caused_by" | "data_flow" | "branched_from" | "retry_of" | "fallback_of" | "handoff";

/** The W3C identity of a span. A `Span` and a `SpanRecord` are both one. */
export interface SpanRef {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
}

/** A thrown value as data. */
export interface Failure {
  /** The error's name or class, such as `TypeError`. */
  readonly type: string;
  readonly message: string;
  /** The stack, with the stacks of its causes below it. */
  readonly stack?: string;
}

/** Something that happened while a span was open. */
export interface SpanEvent {
  readonly name: string;
  /** Milliseconds since the epoch, to the microsecond. */
  readonly time: number;
  readonly attributes: JsonObject;
}

/** An edge from this (newer) span to an older one. */
export interface SpanLink extends SpanRef {
  readonly kind: LinkKind;
  readonly attributes?: JsonObject;
}

/** A span that has opened. */
export interface SpanStart extends SpanRef {
  readonly kind: "span_start";
  readonly name: string;
  readonly parentSpanId?: string;
  /** Milliseconds since the epoch, to the microsecond. */
  readonly startedAt: number;
  /** What was given at the start, with the attributes of the run. */
  readonly attributes: JsonObject;
  /** Absent, unless whoever started the trace sampled it out. */
  readonly sampled?: false;
}

/** A span that has ended. */
export interface SpanRecord extends SpanRef {
  readonly kind: "span";
  readonly name: string;
  readonly parentSpanId?: string;
  /** Milliseconds since the epoch, to the microsecond. */
  readonly startedAt: number;
  /** `startedAt + durationMs`: a wall clock that is set back never makes it smaller than `startedAt`. */
  readonly endedAt: number;
  /** Milliseconds on the monotonic clock, to the microsecond. */
  readonly durationMs: number;
  readonly status: SpanStatus;
  readonly attributes: JsonObject;
  /** The failure in one line, `TypeError: x is not a function`. Absent when the status is `ok`. */
  readonly exception?: string;
  readonly error?: Failure;
  readonly events?: readonly SpanEvent[];
  readonly links?: readonly SpanLink[];
}

/** One call of `emitMetric`. */
export interface MetricRecord {
  readonly kind: "metric";
  readonly name: string;
  readonly value: number;
  /** `ms`, `s`, `By` by the name's suffix, else empty; UCUM. */
  readonly unit: string;
  readonly instrumentKind: InstrumentKind;
  readonly attributes: JsonObject;
  /** Milliseconds since the epoch, to the microsecond. */
  readonly emittedAt: number;
  /** The span that was active, if there was one. */
  readonly traceId?: string;
  readonly spanId?: string;
}
