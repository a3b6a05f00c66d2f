/** Reads and writes the W3C `traceparent` header. */
import type { SpanRef } from "./record.ts";

/** What a `traceparent` says of the calling span. */
export interface RemoteSpan extends SpanRef {
  /** Whether the caller recorded it. */
  readonly sampled: boolean;
}

const PATTERN = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * The span that a `traceparent` names (https://www.w3.org/TR/trace-context/#traceparent-header), or `undefined` for anything that is not one: a header comes from outside, and
 * the specification says to start a new trace then.
 */
export function parseTraceparent(value: string | null | undefined): RemoteSpan | undefined {
  const match = typeof value === "string" ? PATTERN.exec(value.trim()) : null;
  if (!match) return undefined;
  const [, version, traceId, spanId, flags, more] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string?,
  ];
  if (version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The header for the next process. */
export function formatTraceparent(span: SpanRef, sampled = true): string {
  return `00-${span.traceId}-${span.spanId}-${sampled ? "01" : "00"}`;
}
