/** Reads OpenInference's spans, as Phoenix gives them, into records. */
import type { JsonObject, SpanEvent, SpanRecord, SpanStart } from "@heddle/core";
import { failureLine, jsonAttributes, parseTimestamp } from "@heddle/core/bridge";
import { ending, FormatError, hexId, type Imported } from "./imported.ts";
import { isObject, objectsIn, textAt } from "./json-objects.ts";
import { STATUS } from "./to-open-inference.ts";

/**
 * `value`: one span, a list of them, or `{"data": […]}` as Phoenix's API answers. A span without an end was interrupted. Ids
 * that are not W3C's become such, the same for the same.
 *
 * Throws a FormatError where there are no spans.
 */
export function fromOpenInference(value: unknown): Imported {
  const list = isObject(value) ? (value.data ?? [value]) : value;
  if (!Array.isArray(list) || !list.every((each) => isObject(each) && isObject(each.context))) {
    throw new FormatError('these are no spans of OpenInference; give a list of {"name", "context", "start_time", …}');
  }
  const records: (SpanRecord | SpanStart)[] = [];
  const problems: string[] = [];
  for (const [index, span] of list.entries()) {
    const record = toRecord(span as JsonObject & { readonly context: JsonObject });
    if (typeof record === "string") problems.push(`span ${index + 1}: ${record}`);
    else records.push(record);
  }
  return { records, problems };
}

/** Or what is wrong with it. */
function toRecord(span: JsonObject & { readonly context: JsonObject }): SpanRecord | SpanStart | string {
  const { context } = span;
  const [traceId, spanId, parentId] = [
    textAt(context, "trace_id"),
    textAt(context, "span_id"),
    textAt(span, "parent_id"),
  ];
  if (traceId === "" || spanId === "") return "its context has no trace_id or no span_id";
  const startedAt = parseTimestamp(textAt(span, "start_time"));
  if (startedAt === undefined) return `start_time is ${JSON.stringify(span.start_time)}; expected a timestamp`;
  const { [STATUS]: said, ...attributes } = isObject(span.attributes) ? jsonAttributes(span.attributes) : {};
  const head = {
    name: textAt(span, "name"),
    traceId: hexId(traceId, 32),
    spanId: hexId(spanId, 16),
    ...(parentId !== "" && { parentSpanId: hexId(parentId, 16) }),
    startedAt,
    attributes,
  };
  const endedAt = parseTimestamp(textAt(span, "end_time"));
  if (endedAt === undefined) return { kind: "span_start", ...head };
  const all = objectsIn(span.events).flatMap(toEvent);
  const status = span.status_code === "ERROR" ? "error" : said === "cancelled" ? said : "ok";
  const failure = status === "ok" ? undefined : all.findLast(({ name }) => name === "exception");
  const events = all.filter((event) => event !== failure);
  return {
    kind: "span",
    ...head,
    ...ending(startedAt, endedAt),
    status,
    ...(status !== "ok" && failureOf(textAt(span, "status_message"), failure)),
    ...(events.length > 0 && { events }),
  };
}

function toEvent(event: JsonObject): SpanEvent[] {
  const time = parseTimestamp(textAt(event, "timestamp"));
  const attributes = isObject(event.attributes) ? jsonAttributes(event.attributes) : {};
  return time === undefined ? [] : [{ name: textAt(event, "name"), time, attributes }];
}

function failureOf(message: string, event: SpanEvent | undefined): Pick<SpanRecord, "exception" | "error"> {
  if (event === undefined) return message === "" ? {} : { exception: message };
  const stack = textAt(event.attributes, "exception.stacktrace");
  const error = {
    type: textAt(event.attributes, "exception.type"),
    message: textAt(event.attributes, "exception.message"),
    ...(stack !== "" && { stack }),
  };
  return { exception: message || failureLine(error), error };
}
