/** Makes records of OpenTelemetry's spans. */
import {
  type Failure,
  isSpanId,
  isTraceId,
  type JsonObject,
  type SpanEvent,
  type SpanRecord,
  type SpanRef,
  type SpanStart,
  type SpanStatus,
} from "@heddle/core";
import { failureLine, jsonAttributes, textOf } from "@heddle/core/bridge";
import { HEDDLE_SCOPE, kindAttributes, scopeAttributes } from "./otel-attributes.ts";
import { toMicroseconds } from "./otel-time.ts";
import { readException } from "./read-exception.ts";
import { readLinks } from "./read-links.ts";
import type { ReadableEvent, ReadableSpan, StartedSpan } from "./readable-span.ts";

/** What a record holds beside the span itself. */
export interface ReadSpanOptions {
  /** Also the attributes of the resource: the service, the host, the process. The span's own win. Left out unless told. */
  readonly resource?: boolean;
}

const STATUS_ERROR = 2;
const CANCELLED = "heddle.status";

/** The record of a span that has opened. Throws a RangeError for ids that are not W3C's. */
export function readSpanStart(span: StartedSpan, options: ReadSpanOptions): SpanStart {
  return {
    kind: "span_start",
    name: textOf(span.name),
    ...identityOf(span),
    startedAt: toMicroseconds(span.startTime) / 1000,
    attributes: attributesOf(span, options),
  };
}

/** The record of a span that has ended. Throws a RangeError for ids that are not W3C's. */
export function readSpanRecord(span: ReadableSpan, options: ReadSpanOptions): SpanRecord {
  const startedUs = toMicroseconds(span.startTime);
  const durationUs = Math.max(0, toMicroseconds(span.endTime) - startedUs);
  const attributes = attributesOf(span, options);
  const links = readLinks(span.links);
  const { status, error, events } = readOutcome(span, attributes);
  return {
    kind: "span",
    name: textOf(span.name),
    ...identityOf(span),
    startedAt: startedUs / 1000,
    endedAt: (startedUs + durationUs) / 1000,
    durationMs: durationUs / 1000,
    status,
    attributes: { ...ownAttributes(span, attributes, status, error), ...lostCounts(span, links.length) },
    ...(error && { exception: failureLine(error), error }),
    ...(events.length > 0 && { events }),
    ...(links.length > 0 && { links }),
  };
}

function identityOf(span: StartedSpan): SpanRef & { readonly parentSpanId?: string } {
  const { traceId, spanId } = span.spanContext();
  if (!isTraceId(traceId) || !isSpanId(spanId)) {
    throw new RangeError(`span ${JSON.stringify(span.name)}: ids "${traceId}" "${spanId}" are not W3C ids`);
  }
  const parentSpanId = span.parentSpanContext?.spanId ?? span.parentSpanId;
  return { traceId, spanId, ...(isSpanId(parentSpanId) && { parentSpanId }) };
}

function attributesOf(span: StartedSpan, { resource = false }: ReadSpanOptions): JsonObject {
  return {
    ...(resource && jsonAttributes(span.resource.attributes)),
    ...jsonAttributes(span.attributes),
    ...kindAttributes(span.kind),
    ...scopeAttributes(scopeOf(span)),
  };
}

function scopeOf(span: StartedSpan): StartedSpan["instrumentationScope"] {
  return span.instrumentationScope ?? span.instrumentationLibrary;
}

interface Outcome {
  readonly status: SpanStatus;
  readonly error?: Failure | undefined;
  readonly events: readonly SpanEvent[];
}

function readOutcome(span: ReadableSpan, attributes: JsonObject): Outcome {
  const events = span.events.map(readEvent);
  const failed = span.status.code === STATUS_ERROR;
  if (!failed && attributes[CANCELLED] !== "cancelled") return { status: "ok", events };
  const { error, events: others } = readException(events);
  if (!failed) return { status: "cancelled", error, events: others };
  return { status: "error", error: error ?? statusFailure(span, attributes), events: others };
}

function readEvent({ name, time, attributes }: ReadableEvent): SpanEvent {
  return { name: textOf(name), time: toMicroseconds(time) / 1000, attributes: jsonAttributes(attributes) };
}

/** A failure that was told by the status alone. */
function statusFailure({ status }: ReadableSpan, attributes: JsonObject): Failure {
  return { type: String(attributes["error.type"] ?? "Error"), message: textOf(status.message ?? "") };
}

/** Without what is in the record elsewhere, and with what is nowhere else. */
function ownAttributes(
  span: ReadableSpan,
  attributes: JsonObject,
  status: SpanStatus,
  error: Failure | undefined,
): JsonObject {
  const { [CANCELLED]: cancelled, "error.type": type, ...rest } = attributes;
  const { message } = span.status;
  const isOurs = scopeOf(span)?.name === HEDDLE_SCOPE && type === error?.type;
  return {
    ...rest,
    ...(cancelled !== undefined && status !== "cancelled" && { [CANCELLED]: cancelled }),
    ...(type !== undefined && !isOurs && { "error.type": type }),
    ...(message && message !== error?.message && { "otel.status_description": textOf(message) }),
  };
}

/** What OpenTelemetry had no room for, or a record has no place for. */
function lostCounts(span: ReadableSpan, links: number): JsonObject {
  const { droppedAttributesCount = 0, droppedEventsCount = 0, droppedLinksCount = 0 } = span;
  const lostLinks = droppedLinksCount + span.links.length - links;
  return {
    ...(droppedAttributesCount > 0 && { "otel.dropped_attributes_count": droppedAttributesCount }),
    ...(droppedEventsCount > 0 && { "otel.dropped_events_count": droppedEventsCount }),
    ...(lostLinks > 0 && { "otel.dropped_links_count": lostLinks }),
  };
}
