/** Where a new span stands: its trace, its id, its parent, and the context around its work. */
import { quote } from "./check-option.ts";
import { type Context, findParent, type Position, visibleBehind } from "./context.ts";
import {
  type IdGenerator,
  isSpanId,
  isTraceId,
  randomHighWord,
  randomWord,
  spanIdWords,
  TraceIdentity,
} from "./ids.ts";
import { OpenSpan } from "./open-span.ts";
import type { SpanRef } from "./record.ts";
import type { Placement, SpanOwner } from "./span-owner.ts";
import type { SpanOptions } from "./start-span.ts";
import { parseTraceparent } from "./traceparent.ts";

/**
 * Below the nearest span of the context that the owner's sinks know, or of a foreign system inside of that; a new trace
 * where there is none.
 */
export function placeInContext(
  context: Context | undefined,
  owner: SpanOwner,
  ids: IdGenerator | undefined,
): Placement {
  if (context instanceof OpenSpan && context.owner === owner) {
    return place(owner.foreignParent(context) ?? context, context.outer, context, ids);
  }
  return place(innermost(context, owner), visibleBehind(context, owner.sinks), context, ids);
}

/** The innermost span that is the owner's, or a foreign one inside of it. */
export function innermost(context: Context | undefined, owner: SpanOwner): Position | undefined {
  const ours = findParent(context, owner.sinks)?.position;
  return owner.foreignParent(ours) ?? ours;
}

/** What the caller says, checked. */
export interface ToldPlace {
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  /** `null` for none; absent where the context decides. */
  readonly parent?: Position | null;
}

/** Throws a RangeError for what is no id and no parent. */
export function readPlace({ parent, traceId, spanId }: SpanOptions): ToldPlace {
  if (traceId !== undefined && !isTraceId(traceId)) throw notAnId("startSpan: traceId", traceId, 32);
  if (spanId !== undefined && !isSpanId(spanId)) throw notAnId("startSpan: spanId", spanId, 16);
  if (parent === undefined) return { traceId, spanId };
  const position = positionOf(parent);
  if (traceId !== undefined && position !== null && position.traceId !== traceId) {
    throw new RangeError(`startSpan: traceId ${quote(traceId)} is not the parent's; leave it out`);
  }
  return { traceId, spanId, parent: position };
}

export function placeAsTold(
  context: Context | undefined,
  owner: SpanOwner,
  ids: IdGenerator | undefined,
  { parent, traceId, spanId }: ToldPlace,
): Placement {
  const around = parent === undefined ? innermost(context, owner) : (parent ?? undefined);
  const position = traceId === undefined || around?.traceId === traceId ? around : undefined;
  const placement = place(position, visibleBehind(context, owner.sinks), context, ids);
  if (spanId !== undefined) [placement.idHigh, placement.idLow] = spanIdWords(spanId);
  if (traceId !== undefined) placement.trace = new TraceIdentity(traceId);
  return placement;
}

function place(
  parent: Position | undefined,
  outer: Context | undefined,
  context: Context | undefined,
  ids: IdGenerator | undefined,
): Placement {
  const runAttributes = context?.runAttributes;
  const values = context?.values;
  const trace = traceOf(parent, ids);
  let idHigh: number;
  let idLow: number;
  if (ids === undefined) {
    idHigh = randomHighWord();
    idLow = randomWord();
  } else [idHigh, idLow] = spanIdWords(checked(ids.spanId(), isSpanId, "ids.spanId()", 16));
  let parentHigh = 0;
  let parentLow = 0;
  let parentIdText: string | undefined;
  if (parent instanceof OpenSpan) {
    parentHigh = parent.idHigh;
    parentLow = parent.idLow;
    parentIdText = parent.idText;
  } else if (parent !== undefined) {
    [parentHigh, parentLow] = spanIdWords(parent.spanId);
    parentIdText = parent.spanId;
  }
  const sampled = parent?.sampled ?? true;
  return { trace, idHigh, idLow, parentHigh, parentLow, parentIdText, outer, runAttributes, values, sampled };
}

function traceOf(parent: Position | undefined, ids: IdGenerator | undefined): TraceIdentity {
  if (parent instanceof OpenSpan) return parent.trace;
  if (parent !== undefined) return new TraceIdentity(parent.traceId);
  return new TraceIdentity(ids && checked(ids.traceId(), isTraceId, "ids.traceId()", 32));
}

/** A span that nobody records has empty ids and is nobody's parent. */
function positionOf(parent: SpanRef | string | null): Position | null {
  if (parent === null || (typeof parent === "object" && parent.traceId === "")) return null;
  if (parent instanceof OpenSpan) return parent;
  if (typeof parent === "string") {
    const position = parseTraceparent(parent);
    if (position === undefined) throw new RangeError(`startSpan: parent ${quote(parent)} is not a W3C traceparent`);
    return position;
  }
  const { traceId, spanId } = parent;
  if (!isTraceId(traceId) || !isSpanId(spanId)) {
    throw new RangeError(`startSpan: parent ${quote(traceId)} ${quote(spanId)} is not a span; give one with W3C ids`);
  }
  return { traceId, spanId, sampled: (parent as Partial<Position>).sampled ?? true };
}

function checked(id: string, isId: (id: unknown) => id is string, what: string, digits: number): string {
  if (!isId(id)) throw notAnId(what, id, digits);
  return id;
}

function notAnId(what: string, value: unknown, digits: number): RangeError {
  return new RangeError(`${what} ${quote(value)} is not ${digits} lower-case hex digits`);
}
