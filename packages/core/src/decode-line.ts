/** Reads one line of JSONL back into a record, or says what is wrong with it. */
import { instrumentKind, instrumentKinds, instrumentUnit } from "./instruments.ts";
import type { LineRecord, ResourceRecord } from "./jsonl.ts";
import {
  isObject,
  LineProblem,
  numberIn,
  objectIn,
  objectsIn,
  oneOf,
  optional,
  spanIdIn,
  textIn,
  timeIn,
  traceIdIn,
} from "./line-fields.ts";
import { linkKinds } from "./link-kinds.ts";
import type { Failure, JsonObject, MetricRecord, SpanEvent, SpanLink, SpanRecord, SpanStart } from "./record.ts";

const statusIn = oneOf("ok", "error", "cancelled");
const instrumentIn = oneOf(...instrumentKinds);
const linkKindIn = oneOf(...linkKinds);

/** What a line says. Neither `record` nor `problem` is there for a blank line and for a kind that is not known. */
export interface DecodedLine {
  readonly record?: LineRecord;
  /** Why the line is no record, in one sentence. */
  readonly problem?: string;
  /** The `resourceId` of the resource that wrote the line. */
  readonly resourceId?: string;
  /** A metric's number among those of its resource. */
  readonly sequence?: number;
}

/**
 * Never throws. Keys that are not known are ignored. What LoomFlow's FileTelemetry leaves out (`status`, `unit`) is worked out.
 */
export function decodeLine(text: string): DecodedLine {
  if (text.trim() === "") return {};
  try {
    const line = parse(text);
    const record = toRecord(line);
    if (record === undefined) return {};
    const decoded: Mutable<DecodedLine> = { record };
    const resourceId = optional(textIn, line.resource_id, "resource_id");
    if (resourceId !== undefined) decoded.resourceId = resourceId;
    const sequence = optional(numberIn, line.seq, "seq");
    if (sequence !== undefined) decoded.sequence = sequence;
    return decoded;
  } catch (error) {
    return { problem: (error as LineProblem).message };
  }
}

/** Two lines with the same identity are the same record, written twice. A metric of another writer may have none. */
export function lineIdentity({ record, resourceId, sequence }: DecodedLine): string | undefined {
  if (record === undefined) return undefined;
  switch (record.kind) {
    case "resource":
      return `resource ${record.resourceId}`;
    case "metric":
      return sequence === undefined ? undefined : `metric ${resourceId} ${sequence}`;
    default:
      return `${record.kind} ${record.traceId} ${record.spanId}`;
  }
}

/** What is put together key by key: a reader of gigabytes cannot afford to spread what may be absent. */
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function parse(text: string): JsonObject {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (error) {
    throw new LineProblem(`not JSON: ${(error as SyntaxError).message}`);
  }
  if (!isObject(line)) throw new LineProblem("not a JSON object");
  return line;
}

function toRecord(line: JsonObject): LineRecord | undefined {
  switch (textIn(line.kind, "kind")) {
    case "span":
      return toSpan(line);
    case "metric":
      return toMetric(line);
    case "span_start":
      return toStart(line);
    case "resource":
      return toResource(line);
    default:
      return undefined;
  }
}

function toSpan(line: JsonObject): SpanRecord {
  const parentSpanId = optional(spanIdIn, line.parent_span_id, "parent_span_id");
  const exception = optional(textIn, line.exception, "exception");
  const error = optional(objectIn, line.error, "error");
  const events = optional(objectsIn, line.events, "events");
  const links = optional(objectsIn, line.links, "links");
  const status = optional(statusIn, line.status, "status");
  const span: Mutable<SpanRecord> = {
    kind: "span",
    name: textIn(line.name, "name"),
    traceId: traceIdIn(line.trace_id, "trace_id"),
    spanId: spanIdIn(line.span_id, "span_id"),
    startedAt: timeIn(line.started_at, "started_at"),
    endedAt: timeIn(line.ended_at, "ended_at"),
    durationMs: numberIn(line.duration_ms, "duration_ms"),
    status: status ?? (exception === undefined ? "ok" : "error"),
    attributes: objectIn(line.attributes, "attributes"),
  };
  if (parentSpanId !== undefined) span.parentSpanId = parentSpanId;
  if (exception !== undefined) span.exception = exception;
  if (error !== undefined) span.error = toFailure(error);
  if (events !== undefined) span.events = events.map(toEvent);
  if (links !== undefined) span.links = links.map(toLink);
  return span;
}

function toStart(line: JsonObject): SpanStart {
  const parentSpanId = optional(spanIdIn, line.parent_span_id, "parent_span_id");
  const start: Mutable<SpanStart> = {
    kind: "span_start",
    name: textIn(line.name, "name"),
    traceId: traceIdIn(line.trace_id, "trace_id"),
    spanId: spanIdIn(line.span_id, "span_id"),
    startedAt: timeIn(line.started_at, "started_at"),
    attributes: objectIn(line.start_attributes, "start_attributes"),
  };
  if (parentSpanId !== undefined) start.parentSpanId = parentSpanId;
  if (line.sampled === false) start.sampled = false;
  return start;
}

function toMetric(line: JsonObject): MetricRecord {
  const name = textIn(line.name, "name");
  const traceId = optional(traceIdIn, line.trace_id, "trace_id");
  const spanId = optional(spanIdIn, line.span_id, "span_id");
  const metric: Mutable<MetricRecord> = {
    kind: "metric",
    name,
    value: numberIn(line.value, "value"),
    unit: optional(textIn, line.unit, "unit") ?? instrumentUnit(name),
    instrumentKind: optional(instrumentIn, line.instrument_kind, "instrument_kind") ?? instrumentKind(name),
    attributes: objectIn(line.attributes, "attributes"),
    emittedAt: timeIn(line.emitted_at, "emitted_at"),
  };
  if (traceId !== undefined) metric.traceId = traceId;
  if (spanId !== undefined) metric.spanId = spanId;
  return metric;
}

function toResource(line: JsonObject): ResourceRecord {
  return {
    kind: "resource",
    resourceId: textIn(line.resource_id, "resource_id"),
    serviceName: textIn(line.service_name, "service_name"),
    pid: numberIn(line.pid, "pid"),
    startedAt: timeIn(line.started_at, "started_at"),
  };
}

function toFailure(error: JsonObject): Failure {
  const stack = optional(textIn, error.stack, "stack");
  return {
    type: textIn(error.type, "type"),
    message: textIn(error.message, "message"),
    ...(stack !== undefined && { stack }),
  };
}

function toEvent(event: JsonObject): SpanEvent {
  return {
    name: textIn(event.name, "name"),
    time: timeIn(event.time, "time"),
    attributes: objectIn(event.attributes, "attributes"),
  };
}

function toLink(link: JsonObject): SpanLink {
  const attributes = optional(objectIn, link.attributes, "attributes");
  return {
    kind: linkKindIn(link.kind, "kind"),
    traceId: traceIdIn(link.trace_id, "trace_id"),
    spanId: spanIdIn(link.span_id, "span_id"),
    ...(attributes !== undefined && { attributes }),
  };
}
