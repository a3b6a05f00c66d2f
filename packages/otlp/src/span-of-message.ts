/** Makes a record of OTLP's span. */
import {
  isSpanId,
  isTraceId,
  type JsonObject,
  type LinkKind,
  type SpanEvent,
  type SpanLink,
  type SpanRecord,
  type SpanStatus,
} from "@heddle/core";
import { attributesOf } from "./any-value.ts";
import { microseconds } from "./nanos.ts";
import { OtlpFormatError } from "./otlp-format-error.ts";
import { ERROR_TYPE, LINK_KIND, OPERATION, SPAN_KIND, STATUS } from "./span-attributes.ts";
import { spanFailure } from "./span-failure.ts";
import { kindName, kindOfOperation } from "./span-kind.ts";
import { type EventMessage, type LinkMessage, type SpanMessage, STATUS_ERROR } from "./trace-messages.ts";

/** Throws an `OtlpFormatError` with the `path` for a span without ids. */
export function spanOf(span: SpanMessage, path: string): SpanRecord {
  const { name = "", startTimeUnixNano: startedAt = 0, endTimeUnixNano: endsAt = 0, links = [] } = span;
  const given = attributesOf(span.attributes);
  const status = statusOf(span, given);
  const failure = spanFailure(status, span.status?.message, given, (span.events ?? []).map(eventOf));
  const { error, exception, events, hasEcho } = failure;
  const parentSpanId = parentOf(span, path);
  const endedAt = Math.max(startedAt, endsAt);
  const known = links.filter(isLink);
  return {
    kind: "span",
    name,
    traceId: idAt(span, "traceId", isTraceId, path),
    spanId: idAt(span, "spanId", isSpanId, path),
    ...(parentSpanId !== undefined && { parentSpanId }),
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

function idAt(
  span: SpanMessage,
  key: "traceId" | "spanId" | "parentSpanId",
  isId: (id: unknown) => id is string,
  path: string,
): string {
  const id = span[key] ?? "";
  if (isId(id)) return id;
  const digits = key === "traceId" ? 32 : 16;
  throw new OtlpFormatError(`${path}.${key}: "${id}" is not an id of ${digits} hex digits that are not all 0`);
}

/** Some write a parent of zeros for none. */
function parentOf(span: SpanMessage, path: string): string | undefined {
  return /^0*$/.test(span.parentSpanId ?? "") ? undefined : idAt(span, "parentSpanId", isSpanId, path);
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
  const given = attributesOf(attributes);
  const { [LINK_KIND]: kind, ...others } = given;
  const [known, left] = isLinkKind(kind) ? [kind, others] : ["caused_by" as const, given];
  return { kind: known, traceId, spanId, ...(Object.keys(left).length > 0 && { attributes: left }) };
}

const linkKinds: ReadonlySet<unknown> = new Set<LinkKind>([
  "branched_from",
  "caused_by",
  "data_flow",
  "fallback_of",
  "handoff",
  "retry_of",
]);

function isLinkKind(kind: unknown): kind is LinkKind {
  return linkKinds.has(kind);
}
