/** Where the program is: the active span and the run's attributes, carried by the process's one AsyncLocalStorage. */
import { AsyncLocalStorage } from "node:async_hooks";
import { merge, snapshot } from "./attributes.ts";
import type { Attributes, JsonObject, SpanRef } from "./record.ts";
import type { Span } from "./telemetry.ts";
import { parseTraceparent } from "./traceparent.ts";

/**
 * One frame of the context. Immutable. Frames that can never be found again are left out of the chain, so that a
 * program that goes on for ever inside its own spans (a timer that sets the next timer) does not grow it.
 */
export interface Context {
  /** The span that is innermost here. */
  readonly activeSpan: Span | undefined;
  /** This frame as a parent; absent where it only adds attributes. */
  readonly position: Position | undefined;
  /** The sinks that know `position`; absent where everybody may be its child. */
  readonly owners: readonly object[] | undefined;
  /** What `withAttributes` adds to every span inside. */
  readonly runAttributes: JsonObject | undefined;
  readonly outer: Context | undefined;
}

/** A place that spans can be children of. */
export interface Position extends SpanRef {
  readonly sampled: boolean;
}

/** Each further storage makes every `run` in the process dearer, so all copies of this package share this one. */
const STORAGE = Symbol.for("heddle.context/1");
const shared = globalThis as { [STORAGE]?: AsyncLocalStorage<Context | undefined> };
shared[STORAGE] ??= new AsyncLocalStorage<Context | undefined>();

/** The process's context. */
export const contextStorage: AsyncLocalStorage<Context | undefined> = shared[STORAGE];

/** The innermost span of the current context. It may have ended, when its work left something running. */
export function activeSpan(): Span | undefined {
  return contextStorage.getStore()?.activeSpan;
}

/**
 * Runs `work` so that every span opened inside carries `attributes` (its own win), and every metric the `user_id` among
 * them. Other attributes stay off metrics, where each value would be a series of its own.
 */
export function withAttributes<T>(attributes: Attributes, work: () => T): T {
  const context = contextStorage.getStore();
  const runAttributes = merge(context?.runAttributes, snapshot(attributes));
  const outer = context?.position === undefined ? context?.outer : context;
  const frame = { activeSpan: context?.activeSpan, position: undefined, owners: undefined, runAttributes, outer };
  return contextStorage.run(frame, work);
}

/**
 * Runs `work` as a part of the trace that a W3C `traceparent` names: its spans become children of the caller's span in
 * another process. Without a valid one, `work` runs as it is.
 */
export function continueTrace<T>(traceparent: string | null | undefined, work: () => T): T {
  const position = parseTraceparent(traceparent);
  if (position === undefined) return work();
  const runAttributes = contextStorage.getStore()?.runAttributes;
  const frame = { activeSpan: undefined, position, owners: undefined, runAttributes, outer: undefined };
  return contextStorage.run(frame, work);
}

/** Runs `work` outside of every span and run: a telemetry's own work belongs to nobody's, and must keep none alive. */
export function outsideOfSpans<T>(work: () => T): T {
  return contextStorage.run(undefined, work);
}

/** The nearest frame whose position one of `sinks` knows. */
export function findParent(context: Context | undefined, sinks: readonly object[]): Context | undefined {
  let frame = context;
  while (frame !== undefined && !(frame.position !== undefined && knows(frame.owners, sinks))) frame = frame.outer;
  return frame;
}

/** The frames around a new one of `sinks` that some other recorder may still look for. */
export function visibleBehind(context: Context | undefined, sinks: readonly object[]): Context | undefined {
  if (context === undefined) return undefined;
  const { activeSpan, position, owners, outer } = context;
  if (position !== undefined && owners === undefined) return context;
  const behind = visibleBehind(outer, sinks);
  if (position === undefined || owners?.every((owner) => sinks.includes(owner))) return behind;
  return { activeSpan, position, owners, runAttributes: undefined, outer: behind };
}

function knows(owners: readonly object[] | undefined, sinks: readonly object[]): boolean {
  return owners === undefined || owners === sinks || owners.some((owner) => sinks.includes(owner));
}
