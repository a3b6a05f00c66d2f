/** A span from its opening to its record. It is also the frame of the context that its work runs in. */
import { merge, snapshot } from "./attributes.ts";
import type { Context, Position } from "./context.ts";
import { describeFailure, failureLine, failureStatus } from "./failure.ts";
import { deepFreeze } from "./freeze.ts";
import { isSpanId, isTraceId, LateId } from "./ids.ts";
import type {
  Attributes,
  Failure,
  JsonObject,
  LinkKind,
  SpanEvent,
  SpanLink,
  SpanRecord,
  SpanRef,
  SpanStart,
  SpanStatus,
} from "./record.ts";
import type { LiveSpan, LiveSpanIds } from "./sink.ts";
import type { ManualSpan } from "./start-span.ts";
import { type TimeInput, toMicroseconds } from "./time-input.ts";
import { formatTraceparent } from "./traceparent.ts";

/** What a span asks of the recorder that opened it. */
export interface SpanOwner {
  /** The sinks that know its spans. */
  readonly sinks: readonly object[];
  /** Milliseconds on the monotonic clock. */
  monotonicMs(): number;
  /** Whole microseconds since the epoch, of a monotonic reading. */
  wallUs(monotonicMs: number): number;
  runInside<T>(span: OpenSpan, work: (span: OpenSpan) => T): T;
  ended(span: OpenSpan): void;
  debug(line: string): void;
}

/** Where a new span stands. */
export interface Placement {
  readonly trace: LateId;
  readonly id: LateId;
  readonly parent: LateId | undefined;
  readonly outer: Context | undefined;
  readonly runAttributes: JsonObject | undefined;
  readonly sampled: boolean;
}

/** What few spans have, kept apart so that the others stay small. */
interface Extras {
  failure?: Failure;
  events?: SpanEvent[];
  links?: SpanLink[];
  signal?: AbortSignal | undefined;
}

export class OpenSpan implements ManualSpan, Context {
  readonly name: string;
  readonly outer: Context | undefined;
  readonly runAttributes: JsonObject | undefined;
  /** The spans that live sinks opened for this one; decided while it opens. */
  live: readonly LiveSpan[] | undefined = undefined;
  isEnded = false;
  trace: LateId;
  id: LateId;
  sampled: boolean;
  readonly #owner: SpanOwner;
  readonly #parent: LateId | undefined;
  readonly #startedMs: number;
  readonly #startedUs: number;
  #durationUs = 0;
  #status: SpanStatus = "ok";
  #attributes: JsonObject;
  #extras: Extras | undefined = undefined;
  #record: SpanRecord | undefined = undefined;

  /** `startedUs`: given by the caller, in microseconds since the epoch; else the span starts now. */
  constructor(owner: SpanOwner, name: string, attributes: JsonObject, placement: Placement, startedUs?: number) {
    this.name = name;
    this.outer = placement.outer;
    this.runAttributes = placement.runAttributes;
    this.trace = placement.trace;
    this.id = placement.id;
    this.sampled = placement.sampled;
    this.#owner = owner;
    this.#parent = placement.parent;
    this.#attributes = attributes;
    this.#startedMs = owner.monotonicMs();
    this.#startedUs = startedUs ?? owner.wallUs(this.#startedMs);
    if (startedUs !== undefined) this.#startedMs -= (owner.wallUs(this.#startedMs) - startedUs) / 1000;
  }

  get traceId(): string {
    return this.trace.traceId;
  }

  get spanId(): string {
    return this.id.spanId;
  }

  get parentSpanId(): string | undefined {
    return this.#parent?.spanId;
  }

  get traceparent(): string {
    return formatTraceparent(this, this.sampled);
  }

  get activeSpan(): this {
    return this;
  }

  get position(): Position {
    return this;
  }

  get owners(): readonly object[] {
    return this.#owner.sinks;
  }

  isOwnedBy(owner: SpanOwner): boolean {
    return this.#owner === owner;
  }

  set(attributes: Attributes): void {
    if (this.#isLate("set")) return;
    const added = snapshot(attributes);
    this.#attributes = merge(this.#attributes, added);
    for (const live of this.live ?? []) live.set?.(added);
  }

  event(name: string, attributes?: Attributes): void {
    if (this.#isLate("event")) return;
    const time = this.#owner.wallUs(this.#owner.monotonicMs()) / 1000;
    const event = { name: String(name).toWellFormed(), time, attributes: snapshot(attributes) };
    this.#extra.events ??= [];
    this.#extra.events.push(event);
    for (const live of this.live ?? []) live.event?.(event.name, event.attributes);
  }

  link(target: SpanRef, kind: LinkKind, attributes?: Attributes): void {
    if (this.#isLate("link")) return;
    const { traceId, spanId } = target ?? {};
    if (!isTraceId(traceId) || !isSpanId(spanId)) {
      this.#owner.debug(`${this.name}: a link to no span is left out`);
      return;
    }
    const given = attributes && snapshot(attributes);
    this.#extra.links ??= [];
    this.#extra.links.push({ kind, traceId, spanId, ...(given && { attributes: given }) });
    for (const live of this.live ?? []) live.link?.({ traceId, spanId }, kind, given ?? {});
  }

  fail(error: unknown): void {
    if (this.#isLate("fail")) return;
    this.#failWith(error);
    for (const live of this.live ?? []) live.fail?.(error);
  }

  /** Makes the reason of this signal count as a cancellation. */
  watch(signal: AbortSignal | undefined): void {
    if (signal) this.#extra.signal = signal;
  }

  /** The work is over. */
  settled(failed: boolean, error?: unknown): void {
    if (this.isEnded) return;
    if (failed) this.#failWith(error);
    this.end();
  }

  /** Takes the identity that a live sink minted, before anybody has seen another one. */
  adopt({ traceId, spanId, sampled = true }: LiveSpanIds): void {
    if (traceId !== this.traceId) this.trace = new LateId(traceId);
    if (spanId !== this.spanId) this.id = new LateId(spanId);
    this.sampled = sampled;
  }

  run<T>(work: () => T): T {
    return this.#owner.runInside(this, work);
  }

  end(time?: TimeInput): void {
    if (this.#isLate("end")) return;
    const endedUs = toMicroseconds(time, "end: time");
    this.isEnded = true;
    this.#durationUs = Math.max(0, endedUs === undefined ? this.#elapsedUs() : endedUs - this.#startedUs);
    this.#owner.ended(this);
  }

  [Symbol.dispose](): void {
    if (!this.isEnded) this.end();
  }

  /** What is known of the span while it is open. */
  toStart(): SpanStart {
    const { name, traceId, spanId, parentSpanId } = this;
    const start = {
      kind: "span_start" as const,
      name,
      traceId,
      spanId,
      startedAt: this.#startedUs / 1000,
      attributes: deepFreeze(this.#attributes),
    };
    return Object.freeze({ ...start, ...(parentSpanId && { parentSpanId }), ...(!this.sampled && { sampled: false }) });
  }

  /** The finished span, built once for all sinks. */
  toRecord(): SpanRecord {
    this.#record ??= this.#buildRecord();
    return this.#record;
  }

  #buildRecord(): SpanRecord {
    const { failure, events, links } = this.#extras ?? {};
    const parentSpanId = this.parentSpanId;
    const record: { -readonly [K in keyof SpanRecord]: SpanRecord[K] } = {
      kind: "span",
      name: this.name,
      traceId: this.traceId,
      spanId: this.spanId,
      startedAt: this.#startedUs / 1000,
      endedAt: (this.#startedUs + this.#durationUs) / 1000,
      durationMs: this.#durationUs / 1000,
      status: this.#status,
      attributes: this.#attributes,
    };
    if (parentSpanId !== undefined) record.parentSpanId = parentSpanId;
    if (failure) {
      record.exception = failureLine(failure);
      record.error = failure;
    }
    if (events) record.events = events;
    if (links) record.links = links;
    return deepFreeze(record);
  }

  #failWith(error: unknown): void {
    this.#extra.failure = describeFailure(error);
    this.#status = failureStatus(error, this.#extras?.signal);
  }

  get #extra(): Extras {
    this.#extras ??= {};
    return this.#extras;
  }

  #elapsedUs(): number {
    return Math.round((this.#owner.monotonicMs() - this.#startedMs) * 1000);
  }

  #isLate(what: string): boolean {
    if (this.isEnded) this.#owner.debug(`${this.name}: ${what}() after the span has ended does nothing`);
    return this.isEnded;
  }
}
