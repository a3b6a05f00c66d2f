/** Leaves out what people, models and tools have said to each other. */
import type { JsonObject, SpanEvent, SpanRecord, SpanStart } from "@heddle/core";
import { isContentAttribute } from "@heddle/core/bridge";
import { buildTraces, type Trace } from "@heddle/reader";

/** `trace` without attributes that hold content; why something failed stays. */
export function withoutContent(trace: Trace): Trace {
  const spans = trace.spans.map(({ record }) => stripped(record));
  return buildTraces([...spans, ...trace.metrics])[0] as Trace;
}

function stripped(record: SpanRecord | SpanStart): SpanRecord | SpanStart {
  const attributes = plain(record.attributes);
  if (record.kind === "span_start") return { ...record, attributes };
  const { events } = record;
  return {
    ...record,
    attributes,
    ...(events && { events: events.map((event): SpanEvent => ({ ...event, attributes: plain(event.attributes) })) }),
  };
}

function plain(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !isContentAttribute(name)));
}
