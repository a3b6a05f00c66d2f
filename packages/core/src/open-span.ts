/** A span from its opening to its end, which is also the frame of the context that its work runs in. */
import { merge, snapshot, wellFormed } from "./attributes.ts";
import type { Context, ContextValue, Position } from "./context.ts";
import { spanIdWords, TraceIdentity } from "./ids.ts";
import { linkKinds } from "./link-kinds.ts";
import { nextMoment } from "./moments.ts";
import { readSpanRef } from "./read-span-ref.ts";
import type { Attributes, JsonObject, LinkKind, SpanRecord, SpanRef, SpanStart } from "./record.ts";
import type { LiveSpan, LiveSpanIds } from "./sink.ts";
import type { SpanBlock } from "./span-block.ts";
import { addEvent, addFailure, addLink, detailsOf, type SpanDetails } from "./span-details.ts";
import type { SpanText } from "./span-lines.ts";
import type { Placement, SpanOwner } from "./span-owner.ts";
import { idOf, parentIdOf, type SpanParts, spanRecordOf, startRecordOf } from "./span-record.ts";
import type { ManualSpan } from "./start-span.ts";
import type { Telemetry } from "./telemetry.ts";
import { textOf } from "./text-of.ts";
import { type TimeInput, toMicroseconds } from "./time-input.ts";
import { formatTraceparent } from "./traceparent.ts";

export class OpenSpan implements ManualSpan, Context, SpanParts {
  readonly name: string;
  readonly owner: SpanOwner;
  readonly outer: Context | undefined;
  readonly runAttributes: JsonObject | undefined;
  readonly values: ContextValue | undefined;
  readonly parentHigh: number;
  readonly parentLow: number;
  readonly parentIdText: string | undefined;
  readonly startedUs: number;
  /** Its place in the order in which spans open and end. */
  readonly opened: number = nextMoment();
  trace: TraceIdentity;
  idHigh: number;
  idLow: number;
  idText: string | undefined = undefined;
  sampled: boolean;
  attributes: JsonObject;
  attributesInRecord: JsonObject | undefined = undefined;
  details: SpanDetails | undefined = undefined;
  durationUs = 0;
  isEnded = false;
  /** The spans that live sinks opened for this one; decided while it opens. */
  live: readonly LiveSpan[] | undefined = undefined;
  /** The neighbours among the owner's open spans. */
  before: OpenSpan | undefined = undefined;
  after: OpenSpan | undefined = undefined;
  /** Where those that keep it in memory have it. */
  block: SpanBlock | undefined = undefined;
  /** What a file has written of it. */
  text: SpanText | undefined = undefined;
  readonly #startedMs: number;
  #record: SpanRecord | undefined = undefined;

  /** `startedUs`: given by the caller, in microseconds since the epoch; else the span starts now. */
  constructor(owner: SpanOwner, name: string, attributes: JsonObject, placement: Placement, startedUs?: number) {
    this.name = name;
    this.owner = owner;
    this.outer = placement.outer;
    this.runAttributes = placement.runAttributes;
    this.values = placement.values;
    this.parentHigh = placement.parentHigh;
    this.parentLow = placement.parentLow;
    this.parentIdText = placement.parentIdText;
    this.trace = placement.trace;
    this.idHigh = placement.idHigh;
    this.idLow = placement.idLow;
    this.sampled = placement.sampled;
    this.attributes = attributes;
    const now = owner.monotonicMs();
    const nowUs = owner.wallUs(now);
    this.startedUs = startedUs ?? nowUs;
    this.#startedMs = startedUs === undefined ? now : now - (nowUs - startedUs) / 1000;
  }

  get traceId(): string {
    return this.trace.hex;
  }

  get spanId(): string {
    this.idText ??= idOf(this);
    return this.idText;
  }

  get parentSpanId(): string | undefined {
    return parentIdOf(this);
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
    return this.owner.sinks;
  }

  get telemetry(): Telemetry {
    return this.owner.telemetry;
  }

  set(attributes: Attributes): void {
    if (this.#isLate("set")) return;
    const added = snapshot(attributes);
    this.attributes = merge(this.attributes, added);
    for (const live of this.live ?? []) live.set?.(wellFormed(added));
  }

  event(name: string, attributes?: Attributes, at?: TimeInput): void {
    if (this.#isLate("event")) return;
    const time = (toMicroseconds(at, "event: time") ?? this.owner.wallUs(this.owner.monotonicMs())) / 1000;
    const event = { name: textOf(name), time, attributes: wellFormed(snapshot(attributes)) };
    addEvent(detailsOf(this), event);
    for (const live of this.live ?? []) live.event?.(event.name, event.attributes, time);
  }

  link(target: SpanRef, kind: LinkKind, attributes?: Attributes): void {
    const to = readSpanRef(target);
    if (to === undefined) this.owner.debug(`${this.name}: a link to no span is left out`);
    if (to === undefined || this.#isLate("link")) return;
    const known = linkKinds.includes(kind) ? kind : "caused_by";
    const given = attributes && wellFormed(snapshot(attributes));
    addLink(detailsOf(this), { kind: known, ...to, ...(given && { attributes: given }) });
    for (const live of this.live ?? []) live.link?.(to, known, given ?? {});
  }

  fail(error: unknown): void {
    if (this.#isLate("fail")) return;
    addFailure(detailsOf(this), error);
    for (const live of this.live ?? []) live.fail?.(error);
  }

  /** Makes the reason of this signal count as a cancellation. */
  watch(signal: AbortSignal | undefined): void {
    if (signal !== undefined) detailsOf(this).signal = signal;
  }

  /** The work is over. */
  settled(failed: boolean, outcome?: unknown): void {
    if (this.isEnded) return;
    if (failed) addFailure(detailsOf(this), outcome);
    this.end();
  }

  /** Takes the identity that a live sink minted, before anybody has seen another one. */
  adopt({ traceId, spanId, sampled = true }: LiveSpanIds): void {
    if (traceId !== this.traceId) this.trace = new TraceIdentity(traceId);
    [this.idHigh, this.idLow] = spanIdWords(spanId);
    this.idText = spanId;
    this.sampled = sampled;
  }

  run<T>(work: () => T): T {
    return this.owner.runInside(this, work);
  }

  end(time?: TimeInput): void {
    if (this.#isLate("end")) return;
    const endedUs = toMicroseconds(time, "end: time");
    this.isEnded = true;
    const elapsedUs =
      endedUs === undefined
        ? Math.round((this.owner.monotonicMs() - this.#startedMs) * 1000)
        : endedUs - this.startedUs;
    this.durationUs = Math.max(0, elapsedUs);
    this.owner.ended(this);
  }

  [Symbol.dispose](): void {
    if (!this.isEnded) this.end();
  }

  /** What is known of the span while it is open. */
  toStart(): SpanStart {
    const start = startRecordOf(this, this.sampled);
    this.attributes = start.attributes;
    this.attributesInRecord = start.attributes;
    return start;
  }

  /** The finished span, built once for all sinks. */
  toRecord(): SpanRecord {
    this.#record ??= spanRecordOf(this);
    return this.#record;
  }

  #isLate(what: string): boolean {
    if (this.isEnded) this.owner.debug(`${this.name}: ${what}() after the span has ended does nothing`);
    return this.isEnded;
  }
}
