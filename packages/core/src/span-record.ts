/** Builds the records of a span out of what is kept of it. */
import { wellFormed } from "./attributes.ts";
import { failureLine } from "./failure.ts";
import { deepFreeze } from "./freeze.ts";
import { spanIdHex, type TraceIdentity } from "./ids.ts";
import type { Failure, JsonObject, SpanEvent, SpanLink, SpanRecord, SpanStart, SpanStatus } from "./record.ts";

/** What a record is built of. Ids are 32-bit words; a parent of 0 and 0 is none. Times are whole microseconds. */
export interface SpanParts {
  readonly name: string;
  readonly trace: TraceIdentity;
  readonly idHigh: number;
  readonly idLow: number;
  readonly parentHigh: number;
  readonly parentLow: number;
  readonly startedUs: number;
  readonly durationUs: number;
  readonly attributes: JsonObject;
  readonly details: SpanDetails | undefined;
}

/** What few spans have. */
export interface SpanDetails {
  status?: SpanStatus;
  failure?: Failure;
  events?: SpanEvent[];
  links?: SpanLink[];
  /** Not a part of the record: failing with its reason is a cancellation. */
  signal?: AbortSignal | undefined;
}

export function parentIdOf({ parentHigh, parentLow }: SpanParts): string | undefined {
  return parentHigh === 0 && parentLow === 0 ? undefined : spanIdHex(parentHigh, parentLow);
}

export function startRecordOf(span: SpanParts, sampled: boolean): SpanStart {
  const parentSpanId = parentIdOf(span);
  return deepFreeze({
    kind: "span_start",
    name: span.name.toWellFormed(),
    traceId: span.trace.hex,
    spanId: spanIdHex(span.idHigh, span.idLow),
    startedAt: span.startedUs / 1000,
    attributes: wellFormed(span.attributes),
    ...(parentSpanId !== undefined && { parentSpanId }),
    ...(!sampled && { sampled: false as const }),
  });
}

export function spanRecordOf(span: SpanParts): SpanRecord {
  const { startedUs, durationUs } = span;
  const record: { -readonly [Key in keyof SpanRecord]: SpanRecord[Key] } = {
    kind: "span",
    name: span.name.toWellFormed(),
    traceId: span.trace.hex,
    spanId: spanIdHex(span.idHigh, span.idLow),
    startedAt: startedUs / 1000,
    endedAt: (startedUs + durationUs) / 1000,
    durationMs: durationUs / 1000,
    status: span.details?.status ?? "ok",
    attributes: wellFormed(span.attributes),
  };
  const parentSpanId = parentIdOf(span);
  if (parentSpanId !== undefined) record.parentSpanId = parentSpanId;
  if (span.details !== undefined) addDetails(record, span.details);
  return deepFreeze(record);
}

function addDetails(
  record: { -readonly [Key in keyof SpanRecord]: SpanRecord[Key] },
  { failure, events, links }: SpanDetails,
): void {
  if (failure !== undefined) {
    record.exception = failureLine(failure);
    record.error = failure;
  }
  if (events !== undefined) record.events = events;
  if (links !== undefined) record.links = links;
}
