/** What callers hold: the `Telemetry` protocol and the `Span` it hands to the work. */
import type { Attributes, LinkKind, SpanRef } from "./record.ts";

/**
 * The one object an agent runtime takes. Any object with these two methods is a Telemetry.
 *
 * Neither method ever throws for a reason of telemetry's own, and neither changes what the program does.
 */
export interface Telemetry {
  /**
   * Runs `work` once, inside a span, and returns what it returns.
   *
   * The span ends when `work` returns, or when the promise it returned settles. What `work` throws or rejects with is
   * recorded, and comes out as the same object.
   */
  trace<T>(name: string, attributes: Attributes, work: (span: Span) => T): T;

  /**
   * Records one measurement. The name decides the instrument (`instrumentKind`): `_ms`, `_seconds`, `_bytes` is a
   * histogram, everything else a counter. A value that is not finite, or negative on a counter, is refused and reported.
   */
  emitMetric(name: string, value: number, attributes?: Attributes): void;
}

/** An open span. After it has ended, its methods do nothing. */
export interface Span extends SpanRef {
  readonly name: string;
  readonly parentSpanId?: string | undefined;
  /** W3C `traceparent` for the next process, with the sampled flag. `undefined` without telemetry. */
  readonly traceparent: string | undefined;
  /** Adds attributes; a key that is there already is replaced. */
  set(attributes: Attributes): void;
  /** Records that something happened, now. */
  event(name: string, attributes?: Attributes): void;
  /** Draws an edge from this span to an older one; `caused_by` for what is no kind. */
  link(target: SpanRef, kind: LinkKind, attributes?: Attributes): void;
  /** Records a failure that was handled: the span's status becomes `error` (`cancelled` for an `AbortError`). */
  fail(error: unknown): void;
}
