/** Reads the ids of a span that somebody gave. */
import { isSpanId, isTraceId } from "./ids.ts";
import type { SpanRef } from "./record.ts";

/** The identity of `value`, which may be anything, also what throws when it is looked at; `undefined` for no span. */
export function readSpanRef(value: unknown): SpanRef | undefined {
  try {
    const { traceId, spanId } = value as SpanRef;
    return isTraceId(traceId) && isSpanId(spanId) ? { traceId, spanId } : undefined;
  } catch {
    return undefined;
  }
}
