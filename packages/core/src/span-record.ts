/** Builds the records of a span out of what is kept of it. */
import { wellFormed } from "./attributes.ts";
import { failureLine } from "./failure.ts";
import { deepFreeze } from "./freeze.ts";
import { spanIdHex, type TraceIdentity } from "./ids.ts";
import type { JsonObject, SpanRecord, SpanStart } from "./record.ts";
import type { SpanDetails } from "./span-details.ts";

/** What a record is built of. Ids are 32-bit words; a parent of 0 and 0 is none. Times are whole microseconds. */
export interface SpanParts {
  readonly name: string;
  readonly trace: TraceIdentity;
  readonly idHigh: number;
  readonly idLow: number;
  readonly parentHigh: number;
  readonly parentLow: number;
  /** The ids as text, where somebody has made it already. */
  readonly idText?: string | undefined;
  readonly parentIdText?: string | undefined;
  readonly startedUs: number;
  readonly durationUs: number;
  readonly attributes: JsonObject;
  /** Those of the start record, where there is one: well-formed and frozen. */
  readonly attributesInRecord?: JsonObject | undefined;
  readonly details: SpanDetails | undefined;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export function idOf({ idText, idHigh, idLow }: SpanParts): string {
  return idText ?? spanIdHex(idHigh, idLow);
}

export function parentIdOf({ parentIdText, parentHigh, parentLow }: SpanParts): string | undefined {
  if (parentIdText !== undefined) return parentIdText;
  return parentHigh === 0 && parentLow === 0 ? undefined : spanIdHex(parentHigh, parentLow);
}

export function startRecordOf(span: SpanParts, sampled: boolean): SpanStart {
  const start: Writable<SpanStart> = {
    kind: "span_start",
    name: span.name.toWellFormed(),
    traceId: span.trace.hex,
    spanId: idOf(span),
    startedAt: span.startedUs / 1000,
    attributes: wellFormed(span.attributes),
  };
  const parentSpanId = parentIdOf(span);
  if (parentSpanId !== undefined) start.parentSpanId = parentSpanId;
  if (!sampled) start.sampled = false;
  deepFreeze(start.attributes);
  return Object.freeze(start);
}

export function spanRecordOf(span: SpanParts): SpanRecord {
  const { startedUs, durationUs } = span;
  const record: Writable<SpanRecord> = {
    kind: "span",
    name: span.name.toWellFormed(),
    traceId: span.trace.hex,
    spanId: idOf(span),
    startedAt: startedUs / 1000,
    endedAt: (startedUs + durationUs) / 1000,
    durationMs: durationUs / 1000,
    status: span.details?.status ?? "ok",
    attributes: recordAttributesOf(span),
  };
  const parentSpanId = parentIdOf(span);
  if (parentSpanId !== undefined) record.parentSpanId = parentSpanId;
  if (span.details !== undefined) addDetails(record, span.details);
  return Object.freeze(record);
}

function recordAttributesOf({ attributes, attributesInRecord }: SpanParts): JsonObject {
  return attributes === attributesInRecord ? attributes : deepFreeze(wellFormed(attributes));
}

function addDetails(record: Writable<SpanRecord>, { failure, events, links }: SpanDetails): void {
  if (failure !== undefined) {
    record.exception = failureLine(failure);
    record.error = deepFreeze(failure);
  }
  if (events !== undefined) record.events = deepFreeze(events);
  if (links !== undefined) record.links = deepFreeze(links);
}
