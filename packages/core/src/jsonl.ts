/** Writes records as JSONL: one JSON object a line, told apart by `kind`, with keys in snake_case. */
import type { Failure, MetricRecord, SpanEvent, SpanLink, SpanRecord, SpanStart } from "./record.ts";
import { formatTimestamp } from "./timestamp.ts";

/** The version that resource lines carry. Keys and kinds may be added without a new one. */
export const JSONL_SCHEMA = 1;

/** Who wrote the lines that carry its `resourceId`: the first line of a process. */
export interface ResourceRecord {
  readonly kind: "resource";
  /** 8 lower-case hex digits. */
  readonly resourceId: string;
  readonly serviceName: string;
  /** The process id. */
  readonly pid: number;
  /** When the process started, in milliseconds since the epoch, to the microsecond. */
  readonly startedAt: number;
}

/** A record that has a line of its own. */
export type LineRecord = SpanRecord | MetricRecord | SpanStart | ResourceRecord;

/**
 * The line of a record, newline included. `sequence` is a metric's number within its resource: two metrics may be alike
 * in everything else, and a reader must tell them from one that was written twice.
 *
 * Throws for a record that JSON cannot hold, such as one with a time that is not finite.
 */
export function encodeLine(
  record: SpanRecord | MetricRecord | SpanStart,
  resourceId: string,
  sequence?: number,
): string {
  switch (record.kind) {
    case "span":
      return encodeSpan(record, resourceId);
    case "span_start":
      return encodeStart(record, resourceId);
    case "metric":
      return encodeMetric(record, resourceId, sequence);
  }
}

/** The line of a resource, newline included. */
export function encodeResource({ resourceId, serviceName, pid, startedAt }: ResourceRecord): string {
  const line = {
    kind: "resource",
    schema: JSONL_SCHEMA,
    resource_id: resourceId,
    service_name: serviceName,
    pid,
    started_at: formatTimestamp(startedAt),
  };
  return `${JSON.stringify(line)}\n`;
}

function encodeSpan(span: SpanRecord, resourceId: string): string {
  const { exception, error, events, links } = span;
  const details =
    `"exception":${exception === undefined ? "null" : JSON.stringify(exception)},` +
    `"error":${error === undefined ? "null" : failureJson(error)}` +
    (events === undefined ? "" : listJson("events", events.map(eventLine))) +
    (links === undefined ? "" : listJson("links", links.map(linkLine)));
  return spanLine(spanHead(span), span, JSON.stringify(span.attributes), details, resourceId);
}

function encodeStart(start: SpanStart, resourceId: string): string {
  return startLine(spanHead(start), JSON.stringify(start.attributes), start.sampled ?? true, resourceId);
}

/** What the two lines of a span have in common. Ids are hex digits, so they need no escaping. */
export function spanHead(span: Pick<SpanStart, "name" | "traceId" | "spanId" | "startedAt"> & ParentId): string {
  const { name, traceId, spanId, parentSpanId: parent } = span;
  return (
    `"name":${quoted(name)},"trace_id":"${traceId}","span_id":"${spanId}",` +
    `"parent_span_id":${parent === undefined ? "null" : `"${parent}"`},"started_at":"${formatTimestamp(span.startedAt)}"`
  );
}

interface ParentId {
  readonly parentSpanId?: string | undefined;
}

/** The line of a start, newline included. */
export function startLine(head: string, attributesJson: string, sampled: boolean, resourceId: string): string {
  const flag = sampled ? "" : ',"sampled":false';
  return `{"kind":"span_start",${head},"start_attributes":${attributesJson}${flag},"resource_id":"${resourceId}"}\n`;
}

/** What a span's line says when there is nothing to say. */
export const noDetails = '"exception":null,"error":null';

/**
 * The line of a span, newline included. Put together by hand: two thirds of the time of `JSON.stringify` on an object
 * made for it.
 */
export function spanLine(
  head: string,
  { endedAt, durationMs, status }: Pick<SpanRecord, "endedAt" | "durationMs" | "status">,
  attributesJson: string,
  details: string,
  resourceId: string,
): string {
  return (
    `{"kind":"span",${head},"ended_at":"${formatTimestamp(endedAt)}","duration_ms":${durationMs},"status":"${status}",` +
    `"attributes":${attributesJson},${details},"resource_id":"${resourceId}"}\n`
  );
}

function encodeMetric(metric: MetricRecord, resourceId: string, sequence?: number): string {
  const { traceId, spanId } = metric;
  return (
    `{"kind":"metric","name":${quoted(metric.name)},"value":${JSON.stringify(metric.value)},` +
    `"unit":${quoted(metric.unit)},"instrument_kind":"${metric.instrumentKind}",` +
    `"attributes":${JSON.stringify(metric.attributes)},"emitted_at":"${formatTimestamp(metric.emittedAt)}"` +
    (traceId === undefined ? "" : `,"trace_id":"${traceId}"`) +
    (spanId === undefined ? "" : `,"span_id":"${spanId}"`) +
    `,"resource_id":"${resourceId}"${sequence === undefined ? "" : `,"seq":${sequence}`}}\n`
  );
}

/** Empty lists are left out. */
function listJson(key: string, lines: readonly object[]): string {
  return lines.length === 0 ? "" : `,"${key}":${JSON.stringify(lines)}`;
}

function eventLine({ name, time, attributes }: SpanEvent): object {
  return { name, time: formatTimestamp(time), attributes };
}

function linkLine({ kind, traceId, spanId, attributes }: SpanLink): object {
  return { kind, trace_id: traceId, span_id: spanId, ...(attributes && { attributes }) };
}

function failureJson({ type, message, stack }: Failure): string {
  return JSON.stringify({ type, message, stack });
}

/** Names are program text, so few and short; a program that makes them up must not fill the memory. */
const MAX_QUOTED = 1000;
const MAX_QUOTED_LENGTH = 200;
const quotedNames = new Map<string, string>();

function quoted(name: string): string {
  const known = quotedNames.get(name);
  if (known !== undefined) return known;
  const text = JSON.stringify(name);
  if (quotedNames.size < MAX_QUOTED && name.length <= MAX_QUOTED_LENGTH) quotedNames.set(name, text);
  return text;
}
