/** A span as another program may record it. */
import type { JsonObject, SpanRecord } from "@heddle/core";

export function foreign(attributes: JsonObject, more: Partial<SpanRecord> = {}): SpanRecord {
  return {
    kind: "span",
    name: "x",
    traceId: "0".repeat(31).concat("1"),
    spanId: "0".repeat(15).concat("1"),
    startedAt: 0,
    endedAt: 1,
    durationMs: 1,
    status: "ok",
    attributes,
    ...more,
  };
}

/** What a profile adds to a span or makes other in it. */
export function addedBy(profile: (record: SpanRecord) => SpanRecord, record: SpanRecord): JsonObject {
  const { attributes } = profile(record);
  return Object.fromEntries(Object.entries(attributes).filter(([key, value]) => record.attributes[key] !== value));
}
