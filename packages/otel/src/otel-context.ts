/** OpenTelemetry's context, as far as it can be had without its packages. */
import { activeSpan, isSpanId, isTraceId, type SpanRef } from "@heddle/core";
import type { OTelContext, OTelSpanContext } from "./otel-api.ts";
import { registeredApi } from "./registered-api.ts";

interface ContextManager {
  active(): OTelContext;
  with<T>(context: OTelContext, work: () => T): T;
}

/** Every version of the API keeps the active span there. */
const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");

/** The id of the Heddle span that a context was made in; all copies of this package share it. */
const INSIDE = Symbol.for("heddle.otel.inside/1");

/**
 * The span that `context` names as the parent: always, where the caller made the context; where it is the active one, only
 * if no span of Heddle's was opened inside of it. `undefined` leaves it to Heddle's own context.
 */
export function parentIn(context: OTelContext | undefined): (SpanRef & { readonly sampled: boolean }) | undefined {
  const active = contextManager()?.active();
  const given = context ?? active;
  const identity = readIdentity(given);
  if (given === undefined || identity === undefined) return undefined;
  const isInnermost = given !== active || given.getValue(INSIDE) === activeSpan()?.spanId;
  return isInnermost ? { ...identity, sampled: (identity.traceFlags & 1) === 1 } : undefined;
}

/** Runs `work` with `span` as the active span of `base`, where a context manager is registered. */
export function runIn<T>(base: OTelContext | undefined, span: object, spanId: string, work: () => T): T {
  const manager = contextManager();
  if (manager === undefined) return work();
  return manager.with((base ?? manager.active()).setValue(SPAN, span).setValue(INSIDE, spanId), work);
}

function contextManager(): ContextManager | undefined {
  return registeredApi()?.context as ContextManager | undefined;
}

function readIdentity(context: OTelContext | undefined): OTelSpanContext | undefined {
  const span = context?.getValue(SPAN) as { spanContext(): OTelSpanContext } | undefined;
  const identity = span?.spanContext();
  return isTraceId(identity?.traceId) && isSpanId(identity.spanId) ? identity : undefined;
}
