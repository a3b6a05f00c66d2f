/** Writes the lines of a span without making its records: they have most of their text in common. */
import { wellFormed } from "./attributes.ts";
import { encodeLine, noDetails, spanHead, spanLine, startLine } from "./jsonl.ts";
import type { OpenSpan } from "./open-span.ts";
import type { JsonObject } from "./record.ts";

/** What a span's lines have in common, kept with the span. */
export interface SpanText {
  readonly head: string;
  attributes: JsonObject;
  attributesJson: string;
}

/** The line of a span that is open, newline included. */
export function openedLine(span: OpenSpan, resourceId: string): string {
  const { head, attributesJson } = textOfSpan(span);
  return startLine(head, attributesJson, span.sampled, resourceId);
}

/** The line of a span that has ended, newline included. */
export function endedLine(span: OpenSpan, resourceId: string): string {
  if (span.details?.failure || span.details?.events || span.details?.links)
    return encodeLine(span.toRecord(), resourceId);
  const { head, attributesJson } = textOfSpan(span);
  const durationMs = span.durationUs / 1000;
  const end = { endedAt: (span.startedUs + span.durationUs) / 1000, durationMs, status: "ok" as const };
  return spanLine(head, end, attributesJson, noDetails, resourceId);
}

function textOfSpan(span: OpenSpan): SpanText {
  const { attributes } = span;
  let text = span.text;
  if (text === undefined) {
    const { traceId, spanId, parentSpanId } = span;
    const startedAt = span.startedUs / 1000;
    const head = spanHead({ name: span.name.toWellFormed(), traceId, spanId, parentSpanId, startedAt });
    text = { head, attributes, attributesJson: jsonOf(attributes) };
    span.text = text;
  } else if (text.attributes !== attributes) {
    text.attributes = attributes;
    text.attributesJson = jsonOf(attributes);
  }
  return text;
}

/** Half a surrogate pair is the only thing that is written as `\ud…`: looking for it is cheaper than mending first. */
function jsonOf(attributes: JsonObject): string {
  const json = JSON.stringify(attributes);
  return json.includes("\\ud") ? JSON.stringify(wellFormed(attributes)) : json;
}
