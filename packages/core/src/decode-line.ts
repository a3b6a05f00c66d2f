/** Reads one line of JSONL back into a record, or says what is wrong with it. */
import { instrumentKind, instrumentUnit } from "./instruments.ts";
import type { LineRecord, ResourceRecord } from "./jsonl.ts";
import {
  isObject,
  LineProblem,
  numberAt,
  objectAt,
  objectsAt,
  oneOf,
  optional,
  spanIdAt,
  textAt,
  timeAt,
  traceIdAt,
} from "./line-fields.ts";
import type { Failure, JsonObject, MetricRecord, SpanEvent, SpanLink, SpanRecord, SpanStart } from "./record.ts";

const statusAt = oneOf("ok", "error", "cancelled");
const instrumentAt = oneOf("counter", "histogram", "gauge");
const linkKindAt = oneOf("caused_by", "data_flow", "branched_from", "retry_of", "fallback_of", "handoff");

/** What a line says. Neither `record` nor `problem` is there for a blank line and for a kind that is not known. */
export interface DecodedLine {
  readonly record?: LineRecord;
  /** Why the line is no record, in one sentence. */
  readonly problem?: string;
  /** The `resourceId` of the resource that wrote the line. */
  readonly resourceId?: string;
  /** Two lines with the same identity are the same record, written twice. A metric of another writer may have none. */
  readonly identity?: string;
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
    const resourceId = optional(textAt, line, "resource_id");
    const identity = identityOf(record, resourceId, optional(numberAt, line, "seq"));
    return { record, ...(resourceId !== undefined && { resourceId }), ...(identity !== undefined && { identity }) };
  } catch (error) {
    return { problem: (error as LineProblem).message };
  }
}

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
  const kind = textAt(line, "kind");
  switch (kind) {
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

function identityOf(record: LineRecord, resourceId: string | undefined, sequence: number | undefined) {
  switch (record.kind) {
    case "resource":
      return `resource ${record.resourceId}`;
    case "metric":
      return sequence === undefined ? undefined : `metric ${resourceId} ${sequence}`;
    default:
      return `${record.kind} ${record.traceId} ${record.spanId}`;
  }
}

function toSpan(line: JsonObject): SpanRecord {
  const parentSpanId = optional(spanIdAt, line, "parent_span_id");
  const exception = optional(textAt, line, "exception");
  const error = optional(objectAt, line, "error");
  const events = optional(objectsAt, line, "events");
  const links = optional(objectsAt, line, "links");
  const status = optional(statusAt, line, "status");
  return {
    kind: "span",
    name: textAt(line, "name"),
    traceId: traceIdAt(line, "trace_id"),
    spanId: spanIdAt(line, "span_id"),
    ...(parentSpanId !== undefined && { parentSpanId }),
    startedAt: timeAt(line, "started_at"),
    endedAt: timeAt(line, "ended_at"),
    durationMs: numberAt(line, "duration_ms"),
    status: status ?? (exception === undefined ? "ok" : "error"),
    attributes: objectAt(line, "attributes"),
    ...(exception !== undefined && { exception }),
    ...(error !== undefined && { error: toFailure(error) }),
    ...(events !== undefined && { events: events.map(toEvent) }),
    ...(links !== undefined && { links: links.map(toLink) }),
  };
}

function toStart(line: JsonObject): SpanStart {
  const parentSpanId = optional(spanIdAt, line, "parent_span_id");
  return {
    kind: "span_start",
    name: textAt(line, "name"),
    traceId: traceIdAt(line, "trace_id"),
    spanId: spanIdAt(line, "span_id"),
    ...(parentSpanId !== undefined && { parentSpanId }),
    startedAt: timeAt(line, "started_at"),
    attributes: objectAt(line, "start_attributes"),
    ...(line.sampled === false && { sampled: false }),
  };
}

function toMetric(line: JsonObject): MetricRecord {
  const name = textAt(line, "name");
  const kind = optional(instrumentAt, line, "instrument_kind");
  const traceId = optional(traceIdAt, line, "trace_id");
  const spanId = optional(spanIdAt, line, "span_id");
  return {
    kind: "metric",
    name,
    value: numberAt(line, "value"),
    unit: optional(textAt, line, "unit") ?? instrumentUnit(name),
    instrumentKind: kind ?? instrumentKind(name),
    attributes: objectAt(line, "attributes"),
    emittedAt: timeAt(line, "emitted_at"),
    ...(traceId !== undefined && { traceId }),
    ...(spanId !== undefined && { spanId }),
  };
}

function toResource(line: JsonObject): ResourceRecord {
  return {
    kind: "resource",
    resourceId: textAt(line, "resource_id"),
    serviceName: textAt(line, "service_name"),
    pid: numberAt(line, "pid"),
    startedAt: timeAt(line, "started_at"),
  };
}

function toFailure(error: JsonObject): Failure {
  const stack = optional(textAt, error, "stack");
  return { type: textAt(error, "type"), message: textAt(error, "message"), ...(stack !== undefined && { stack }) };
}

function toEvent(event: JsonObject): SpanEvent {
  return { name: textAt(event, "name"), time: timeAt(event, "time"), attributes: objectAt(event, "attributes") };
}

function toLink(link: JsonObject): SpanLink {
  const attributes = optional(objectAt, link, "attributes");
  return {
    kind: linkKindAt(link, "kind"),
    traceId: traceIdAt(link, "trace_id"),
    spanId: spanIdAt(link, "span_id"),
    ...(attributes !== undefined && { attributes }),
  };
}
