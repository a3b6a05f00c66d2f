/** Makes a record of OTLP's span. */
import {
  isSpanId,
  isTraceId,
  type JsonObject,
  type SpanEvent,
  type SpanLink,
  type SpanRecord,
  type SpanStatus,
} from "@heddle/core";
import { readLinkKind } from "@heddle/core/bridge";
import { attributesOf } from "./any-value.ts";
import { microseconds } from "./nanos.ts";
import { ERROR_TYPE, OPERATION, SPAN_KIND, STATUS } from "./span-attributes.ts";
import { spanFailure } from "./span-failure.ts";
import { kindName, kindOfOperation } from "./span-kind.ts";
import { type EventMessage, type LinkMessage, type SpanMessage, STATUS_ERROR } from "./trace-messages.ts";

/** An id that is none may be as large as the request. */
const SHOWN_LENGTH = 60;

/** Why a span has no record: the first of its ids that is none, in one sentence; `undefined` where all are ids. */
export function badIdOf({ traceId = "", spanId = "", parentSpanId = "" }: SpanMessage): string | undefined {
  if (!isTraceId(traceId)) return notAnId("traceId", traceId, 32);
  if (!isSpanId(spanId)) return notAnId("spanId", spanId, 16);
  return isNone(parentSpanId) || isSpanId(parentSpanId) ? undefined : notAnId("parentSpanId", parentSpanId, 16);
}

/** A span whose ids are ids. */
export function spanOf(span: SpanMessage): SpanRecord {
  const { traceId = "", spanId = "", parentSpanId = "" } = span;
  const { name = "", startTimeUnixNano: startedAt = 0, endTimeUnixNano: endsAt = 0, links = [] } = span;
  const given = attributesOf(span.attributes);
  const status = statusOf(span, given);
  const failure = spanFailure(status, span.status?.message, given, (span.events ?? []).map(eventOf));
  const { error, exception, events, hasEcho } = failure;
  const endedAt = Math.max(startedAt, endsAt);
  const known = links.filter(isLink);
  return {
    kind: "span",
    name,
    traceId,
    spanId,
    ...(!isNone(parentSpanId) && { parentSpanId }),
    startedAt,
    endedAt,
    durationMs: (microseconds(endedAt) - microseconds(startedAt)) / 1000,
    status,
    attributes: ownAttributes(span, given, status, hasEcho),
    ...(exception !== undefined && { exception }),
    ...(error !== undefined && { error }),
    ...(events.length > 0 && { events }),
    ...(known.length > 0 && { links: known.map(linkOf) }),
  };
}

function notAnId(key: string, id: string, digits: number): string {
  const shown = JSON.stringify(id.length > SHOWN_LENGTH ? `${id.slice(0, SHOWN_LENGTH)}…` : id);
  return `${key}: ${shown} is not an id of ${digits} hex digits that are not all 0`;
}

/** Some write a parent of zeros for none. */
function isNone(parentSpanId: string): boolean {
  return /^0*$/.test(parentSpanId);
}

function statusOf({ status }: SpanMessage, { [STATUS]: said }: JsonObject): SpanStatus {
  if (status?.code === STATUS_ERROR) return "error";
  return said === "cancelled" ? "cancelled" : "ok";
}

/** Without those that a record has a place for, and with the kind, where it is not what the operation says. */
function ownAttributes({ kind = 0 }: SpanMessage, given: JsonObject, status: SpanStatus, hasEcho: boolean): JsonObject {
  const isCancelled = status === "cancelled";
  const name = kind === kindOfOperation(given[OPERATION]) ? undefined : kindName(kind);
  if (!isCancelled && !hasEcho && name === undefined) return given;
  const left = Object.entries(given).filter(
    ([key]) => !(isCancelled && key === STATUS) && !(hasEcho && key === ERROR_TYPE),
  );
  return Object.fromEntries(name === undefined ? left : [...left, [SPAN_KIND, name]]);
}

function eventOf({ timeUnixNano: time = 0, name = "", attributes }: EventMessage): SpanEvent {
  return { name, time, attributes: attributesOf(attributes) };
}

/** A link to nothing is none. */
function isLink({ traceId, spanId }: LinkMessage): boolean {
  return isTraceId(traceId) && isSpanId(spanId);
}

function linkOf({ traceId = "", spanId = "", attributes }: LinkMessage): SpanLink {
  return { traceId, spanId, ...readLinkKind(attributesOf(attributes)) };
}
