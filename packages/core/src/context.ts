/** Where the program is: the active span and the run's attributes, carried by the process's one AsyncLocalStorage. */
import { AsyncLocalStorage } from "node:async_hooks";
import { merge, snapshot } from "./attributes.ts";
import type { Attributes, JsonObject, SpanRef } from "./record.ts";
import type { Span, Telemetry } from "./telemetry.ts";
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
  /** Whose span is innermost here, or what `withTelemetry` says. */
  readonly telemetry: Telemetry | undefined;
  readonly values: ContextValue | undefined;
  readonly outer: Context | undefined;
  /** A telemetry is at its own work here. */
  readonly isOwnWork?: true;
}

/** What `contextValue(key)` gives. */
export interface KeyedValue {
  readonly key: symbol;
  readonly value: unknown;
}

/** What a layer above keeps with the work, without a storage of its own. The newest comes first. */
export interface ContextValue extends KeyedValue {
  readonly outer: ContextValue | undefined;
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
  return contextStorage.run(frameInside(context, { runAttributes }), work);
}

/** The telemetry that opened the active span, or the innermost `withTelemetry` inside of it. */
export function activeTelemetry(): Telemetry | undefined {
  return contextStorage.getStore()?.telemetry;
}

/** Runs `work` so that what asks for `activeTelemetry()` inside finds `telemetry`: one run to a place of its own, say. */
export function withTelemetry<T>(telemetry: Telemetry, work: () => T): T {
  return contextStorage.run(frameInside(contextStorage.getStore(), { telemetry }), work);
}

/** Runs `work` so that `contextValue(key)` inside is `value`, also in what it leaves running. */
export function withContextValue<T>(key: symbol, value: unknown, work: () => T): T {
  const context = contextStorage.getStore();
  return contextStorage.run(frameInside(context, { values: valuesWith({ key, value }, context) }), work);
}

/** The values of a frame inside of `context` that has one more. */
export function valuesWith(one: KeyedValue, context: Context | undefined): ContextValue {
  return { ...one, outer: without(one.key, context?.values) };
}

/** What the innermost `withContextValue` around says. */
export function contextValue(key: symbol): unknown {
  let entry = contextStorage.getStore()?.values;
  while (entry !== undefined && entry.key !== key) entry = entry.outer;
  return entry?.value;
}

/**
 * Runs `work` as a part of the trace that a W3C `traceparent` names: its spans become children of the caller's span in
 * another process. Without a valid one, `work` runs as it is.
 */
export function continueTrace<T>(traceparent: string | null | undefined, work: () => T): T {
  const position = parseTraceparent(traceparent);
  if (position === undefined) return work();
  const frame = frameInside(contextStorage.getStore(), { position, activeSpan: undefined, outer: undefined });
  return contextStorage.run(frame, work);
}

/** What runs work later where the program is now: below the same span, in the same run. Other storages stay as they are then. */
export function captureContext(): <T>(work: () => T) => T {
  const context = contextStorage.getStore();
  return (work) => contextStorage.run(context, work);
}

/** Runs `work` outside of every span and run: a telemetry's own work belongs to nobody's, and must keep none alive. */
export function outsideOfSpans<T>(work: () => T): T {
  return contextStorage.run(ownWork, work);
}

/** Whether the program is in the work of `outsideOfSpans`, in no span inside of that: what it does there is not to be traced. */
export function isOutsideOfSpans(): boolean {
  return contextStorage.getStore()?.isOwnWork === true;
}

/** The frame of a foreign telemetry's span: the active one inside, and no parent for anybody else's. */
export function spanFrame(context: Context | undefined, activeSpan: Span, telemetry: Telemetry): Context {
  return frameInside(context, { activeSpan, telemetry });
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
  return { ...nowhere, activeSpan, position, owners, outer: behind };
}

const nowhere: Context = {
  activeSpan: undefined,
  position: undefined,
  owners: undefined,
  runAttributes: undefined,
  telemetry: undefined,
  values: undefined,
  outer: undefined,
};

const ownWork: Context = { ...nowhere, isOwnWork: true };

/** What is hidden must not be kept, or a program that goes on for ever inside its own work grows the chain. */
function without(key: symbol, entry: ContextValue | undefined): ContextValue | undefined {
  if (entry === undefined || entry.key === key) return entry?.outer;
  return { ...entry, outer: without(key, entry.outer) };
}

/** A frame that is no span: as the one around it, but for `changes`. */
function frameInside(context: Context | undefined, changes: Partial<Context>): Context {
  const { activeSpan, runAttributes, telemetry, values } = context ?? nowhere;
  const outer = context?.position === undefined ? context?.outer : context;
  return { ...nowhere, activeSpan, runAttributes, telemetry, values, outer, ...changes };
}

function knows(owners: readonly object[] | undefined, sinks: readonly object[]): boolean {
  return owners === undefined || owners === sinks || owners.some((owner) => sinks.includes(owner));
}
