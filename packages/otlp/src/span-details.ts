/** What of a span is rare or derived: events, links, status, flags. */
import type { JsonObject, SpanEvent, SpanLink, SpanRecord } from "@heddle/core";
import { LINK_KIND, type OtlpLimits, toOtlpValue } from "@heddle/core/bridge";
import {
  ERROR_TYPE,
  EXCEPTION,
  EXCEPTION_MESSAGE,
  EXCEPTION_STACK,
  EXCEPTION_TYPE,
  outgoing,
} from "./span-attributes.ts";
import {
  type EventMessage,
  type LinkMessage,
  type SpanMessage,
  STATUS_ERROR,
  type StatusMessage,
} from "./trace-messages.ts";

const SAMPLED = 0x01;
const KNOWN_WHETHER_PARENT_IS_REMOTE = 0x100;

/** Whether the parent is remote is not in the record: for a root there is none to be so. */
export function flagsOf({ parentSpanId }: SpanRecord): number {
  return parentSpanId === undefined ? SAMPLED | KNOWN_WHETHER_PARENT_IS_REMOTE : SAMPLED;
}

/** What few spans have. */
export function spanDetails(span: SpanRecord, limits: OtlpLimits): Pick<SpanMessage, "events" | "links" | "status"> {
  const { status, exception, events, links } = span;
  if (status === "ok" && exception === undefined && events === undefined && links === undefined) return noDetails;
  const failure = exceptionEvent(span, limits);
  return {
    events: [...(events ?? []).map((event) => eventMessage(event, limits)), ...(failure ? [failure] : [])],
    links: (links ?? []).map((link) => linkMessage(link, limits)),
    ...(status === "error" && { status: statusMessage(span, limits) }),
  };
}

const noDetails = {};

function statusMessage({ error, exception }: SpanRecord, { valueLength }: OtlpLimits): StatusMessage {
  const message = error?.message ?? exception;
  return { code: STATUS_ERROR, ...(message !== undefined && { message: toOtlpValue(message, valueLength) as string }) };
}

/**
 * The failure, as OpenTelemetry records it. A record that has the failure's type among its own attributes says so here too,
 * so that readers can tell that attribute from the one that is added.
 */
function exceptionEvent(span: SpanRecord, limits: OtlpLimits): EventMessage | undefined {
  const { error, exception, endedAt: time, attributes } = span;
  if (error === undefined) {
    return exception === undefined ? undefined : exceptionAt(time, { [EXCEPTION_MESSAGE]: exception }, limits);
  }
  return exceptionAt(
    time,
    {
      [EXCEPTION_TYPE]: error.type,
      [EXCEPTION_MESSAGE]: error.message,
      ...(error.stack !== undefined && { [EXCEPTION_STACK]: error.stack }),
      ...(attributes[ERROR_TYPE] === error.type && { [ERROR_TYPE]: error.type }),
    },
    limits,
  );
}

function exceptionAt(time: number, attributes: JsonObject, limits: OtlpLimits): EventMessage {
  return eventMessage({ name: EXCEPTION, time, attributes }, limits);
}

function eventMessage({ name, time, attributes }: SpanEvent, limits: OtlpLimits): EventMessage {
  return { timeUnixNano: time, name, attributes: outgoing(attributes, limits) };
}

function linkMessage({ kind, traceId, spanId, attributes = {} }: SpanLink, limits: OtlpLimits): LinkMessage {
  return { traceId, spanId, attributes: outgoing({ ...attributes, [LINK_KIND]: kind }, limits) };
}
