/** Where a new span stands: its trace, its id, its parent, and the context around its work. */
import { type Context, findParent, type Position, visibleBehind } from "./context.ts";
import { type IdGenerator, isSpanId, isTraceId, LateId } from "./ids.ts";
import { OpenSpan, type Placement, type SpanOwner } from "./open-span.ts";
import type { SpanRef } from "./record.ts";
import type { SpanOptions } from "./start-span.ts";
import { parseTraceparent } from "./traceparent.ts";

/** Below the nearest span of the context that the owner's sinks know; a new trace where there is none. */
export function placeInContext(
  context: Context | undefined,
  owner: SpanOwner,
  ids: IdGenerator | undefined,
): Placement {
  if (context === undefined) return place(undefined, undefined, undefined, ids);
  if (context instanceof OpenSpan && context.isOwnedBy(owner)) return place(context, context.outer, context, ids);
  const parent = findParent(context, owner.sinks)?.position;
  return place(parent, visibleBehind(context, owner.sinks), context, ids);
}

/** As the caller says. Throws a RangeError for what is no id and no parent. */
export function placeAsTold(
  context: Context | undefined,
  owner: SpanOwner,
  ids: IdGenerator | undefined,
  { parent, traceId, spanId }: SpanOptions,
): Placement {
  if (traceId !== undefined && !isTraceId(traceId))
    throw new RangeError(`startSpan: traceId ${quote(traceId)} is not 32 lower-case hex digits`);
  if (spanId !== undefined && !isSpanId(spanId))
    throw new RangeError(`startSpan: spanId ${quote(spanId)} is not 16 lower-case hex digits`);
  let position = parent === undefined ? findParent(context, owner.sinks)?.position : positionOf(parent);
  if (traceId !== undefined && position !== undefined && position.traceId !== traceId) {
    if (parent !== undefined)
      throw new RangeError(`startSpan: traceId ${quote(traceId)} is not the parent's; leave it out`);
    position = undefined;
  }
  const placement = place(position, visibleBehind(context, owner.sinks), context, ids);
  return {
    ...placement,
    ...(traceId !== undefined && { trace: new LateId(traceId) }),
    ...(spanId !== undefined && { id: new LateId(spanId) }),
  };
}

function place(
  parent: Position | undefined,
  outer: Context | undefined,
  context: Context | undefined,
  ids: IdGenerator | undefined,
): Placement {
  const id = ids === undefined ? new LateId() : new LateId(ids.spanId());
  const runAttributes = context?.runAttributes;
  if (parent instanceof OpenSpan) {
    return { trace: parent.trace, id, parent: parent.id, outer, runAttributes, sampled: parent.sampled };
  }
  if (parent !== undefined) {
    const { traceId, spanId, sampled } = parent;
    return { trace: new LateId(traceId), id, parent: new LateId(spanId), outer, runAttributes, sampled };
  }
  const trace = ids === undefined ? new LateId() : new LateId(ids.traceId());
  return { trace, id, parent: undefined, outer, runAttributes, sampled: true };
}

/** A span that nobody records has empty ids and is nobody's parent. */
function positionOf(parent: SpanRef | string | null): Position | undefined {
  if (parent === null || (typeof parent === "object" && parent.traceId === "")) return undefined;
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

function quote(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
