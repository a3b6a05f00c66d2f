/** OpenTelemetry's context, as far as it can be had without its packages. */
import { activeSpan, isSpanId, isTraceId, type LiveSpanIds, type SpanRef } from "@heddle/core";
import type { OTelContext, OTelSpanContext } from "./otel-api.ts";
import { registeredApi } from "./registered-api.ts";

/** A span as contexts hold it. */
interface ContextSpan {
  spanContext(): OTelSpanContext;
  [ORIGIN]?: Origin;
}

/** Where a span of a tracer of ours comes from. */
export interface Origin {
  readonly telemetry: object;
  /** The id of Heddle's active span when it was opened. */
  readonly insideOf: string | undefined;
}

interface ContextManager {
  active(): OTelContext;
  with<T>(context: OTelContext, work: () => T): T;
}

/** All copies of this package share it. */
const ORIGIN: unique symbol = Symbol.for("heddle.otel.origin/1");

/** Every version of the API keeps the active span there. */
const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");

/** Says of a span where it comes from. */
export function declareOrigin(span: ContextSpan, origin: Origin): void {
  span[ORIGIN] = origin;
}

/**
 * The span that `context` names as the parent: always, where the caller made the context; where it is the active one, only
 * if no span of Heddle's was opened inside of it. `undefined` leaves it to Heddle's own context.
 */
export function parentIn(context: OTelContext | undefined): LiveSpanIds | undefined {
  const active = contextManager()?.active();
  const span = spanIn(context ?? active);
  if (span === undefined) return undefined;
  const ours = activeSpan();
  const isInnermost = ours === undefined || span[ORIGIN]?.insideOf === ours.spanId;
  return isInnermost || (context ?? active) !== active ? idsOf(span) : undefined;
}

/** The active span of OpenTelemetry, where it is one of `telemetry` that was opened right inside of `ours`. */
export function activeTracerSpan(telemetry: object, ours: SpanRef | undefined): LiveSpanIds | undefined {
  const span = spanIn(contextManager()?.active());
  const origin = span?.[ORIGIN];
  const isInnermost = origin?.telemetry === telemetry && (ours === undefined || origin.insideOf === ours.spanId);
  return span && isInnermost ? idsOf(span) : undefined;
}

/** Runs `work` with `span` as the active span of `base`, where a context manager is registered. */
export function runIn<T>(base: OTelContext | undefined, span: object, work: () => T): T {
  const manager = contextManager();
  return manager === undefined ? work() : manager.with((base ?? manager.active()).setValue(SPAN, span), work);
}

function contextManager(): ContextManager | undefined {
  return registeredApi()?.context as ContextManager | undefined;
}

function spanIn(context: OTelContext | undefined): ContextSpan | undefined {
  return context?.getValue(SPAN) as ContextSpan | undefined;
}

function idsOf(span: ContextSpan): LiveSpanIds | undefined {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return isTraceId(traceId) && isSpanId(spanId) ? { traceId, spanId, sampled: (traceFlags & 1) === 1 } : undefined;
}
