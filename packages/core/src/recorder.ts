/** Turns sinks into a Telemetry: the one place that mints ids, finds parents, reads the clock and ends spans. */
import { merge, snapshot } from "./attributes.ts";
import { type Clock, systemClock } from "./clock.ts";
import { contextStorage, findParent } from "./context.ts";
import { debugWriter } from "./debug.ts";
import { deliveriesOf, type Member } from "./deliveries-of.ts";
import type { Delivery } from "./delivery.ts";
import type { IdGenerator } from "./ids.ts";
import { MetricMaker } from "./metric-maker.ts";
import { noSpan } from "./no-span.ts";
import { OpenSpan, type Placement, type SpanOwner } from "./open-span.ts";
import { placeAsTold, placeInContext } from "./placement.ts";
import type { Attributes, InstrumentKind, SpanStart } from "./record.ts";
import { grantAccess } from "./recorder-access.ts";
import { settle } from "./settle.ts";
import type { FlushOptions, LiveSpan } from "./sink.ts";
import { endOf, innerOf } from "./sink-ends.ts";
import type { Health, SinkFailure } from "./sink-health.ts";
import type { ManualSpan, SpanOptions } from "./start-span.ts";
import type { Span, Telemetry } from "./telemetry.ts";
import { toMicroseconds } from "./time-input.ts";

export interface RecorderOptions {
  /** Where the time comes from; the system's clocks unless given. */
  readonly clock?: Clock;
  /** Where ids come from; random unless given. */
  readonly ids?: IdGenerator;
  /** Instruments by metric name, where the suffix rule is not right: `{ "queue.depth": "gauge" }`. */
  readonly instruments?: Readonly<Record<string, InstrumentKind>>;
  /** Told of each sink's failures, once a sink and operation; a process warning unless given. */
  readonly onSinkError?: (failure: SinkFailure) => void;
  /** Says on stderr what is refused, failing or too late. `NODE_DEBUG=heddle` does so for all. */
  readonly debug?: boolean;
}

/** A Telemetry over one sink, or over several that see the same spans. */
export class Recorder implements Telemetry, SpanOwner, AsyncDisposable {
  /** Where the records end up: what makes two recorders each other's kin. */
  readonly sinks: readonly object[];
  readonly debug: (line: string) => void;
  readonly #deliveries: readonly Delivery[];
  readonly #plain: readonly Delivery[];
  /** Those that mint ids first. */
  readonly #live: readonly Delivery[];
  readonly #clock: Clock;
  readonly #ids: IdGenerator | undefined;
  readonly #metrics: MetricMaker;

  constructor(sink: Member | readonly Member[], options: RecorderOptions = {}) {
    const members: readonly Member[] = Array.isArray(sink) ? sink : [sink];
    this.#deliveries = [...new Set(members.flatMap(deliveriesOf))];
    this.#plain = this.#deliveries.filter((delivery) => !delivery.isLive);
    this.#live = this.#deliveries
      .filter((delivery) => delivery.isLive)
      .sort((a, b) => Number(b.mintsIds) - Number(a.mintsIds));
    this.sinks = [...new Set(this.#deliveries.map((delivery) => endOf(delivery.sink)))];
    this.#clock = options.clock ?? systemClock();
    this.#ids = options.ids;
    this.debug = debugWriter(options.debug);
    this.#metrics = new MetricMaker(options.instruments, this.debug);
    const { onSinkError } = options;
    if (onSinkError !== undefined) for (const delivery of this.#deliveries) delivery.onError = onSinkError;
    grantAccess(this, {
      deliveries: this.#deliveries,
      openByHand: (name, attributes, options) => this.#openByHand(name, attributes, options),
    });
  }

  trace<T>(name: string, attributes: Attributes, work: (span: Span) => T): T {
    if (typeof work !== "function") throw new TypeError(`trace: work is ${String(work)}; give a function`);
    const span = this.#openSafely(name, attributes);
    if (span === undefined) return work(noSpan);
    let result: T;
    try {
      result = span.live === undefined ? contextStorage.run(span, work, span) : this.runInside(span, work);
    } catch (error) {
      span.settled(true, error);
      throw error;
    }
    return settle(result, span);
  }

  emitMetric(name: string, value: number, attributes?: Attributes): void {
    try {
      const context = contextStorage.getStore();
      const span = context && findParent(context, this.sinks)?.position;
      const emittedAt = this.wallUs(this.monotonicMs()) / 1000;
      const record = this.#metrics.make(name, value, attributes, emittedAt, span, context?.runAttributes?.user_id);
      if (record !== undefined) for (const delivery of this.#deliveries) delivery.write(record);
    } catch (error) {
      this.debug(`metric ${String(name)}: ${String(error)}`);
    }
  }

  /**
   * Resolves when everything taken so far is out of the process, or the time is over. It never rejects: what went wrong
   * was told to `onSinkError` and is in `health()`.
   */
  async flush(options?: FlushOptions): Promise<void> {
    await Promise.all(this.#deliveries.map((delivery) => delivery.flush(options)));
  }

  /** What became of everything that was recorded, sink by sink. */
  health(): Health {
    const sinks = [];
    for (let queue = [...this.#deliveries]; queue.length > 0; ) {
      const delivery = queue.shift() as Delivery;
      sinks.push(delivery.health());
      const inner = innerOf(delivery.sink);
      if (inner !== undefined) queue = [inner, ...queue];
    }
    return { sinks, refusedMetrics: this.#metrics.refused };
  }

  /** Flushes and gives up what the sinks hold. Never rejects. A record that comes later is still taken. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#deliveries.map((delivery) => delivery.dispose()));
  }

  /** @internal */
  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  /** @internal */
  wallUs(monotonicMs: number): number {
    return Math.round(this.#clock.wallMs(monotonicMs) * 1000);
  }

  /** @internal */
  runInside<T>(span: OpenSpan, work: (span: OpenSpan) => T): T {
    let run = () => contextStorage.run(span, work, span);
    for (const live of span.live?.toReversed() ?? []) {
      const inside = run;
      run = () => live.run(inside);
    }
    return run();
  }

  /** @internal */
  ended(span: OpenSpan): void {
    for (const delivery of this.#plain) delivery.spanEnded(span);
    if (span.live !== undefined) {
      const record = span.toRecord();
      for (const live of span.live) live.end(record);
    }
  }

  /** Clocks and ids may be the program's own, and broken: then the work runs without a span. */
  #openSafely(name: string, attributes: Attributes): OpenSpan | undefined {
    try {
      return this.#open(name, attributes, placeInContext(contextStorage.getStore(), this, this.#ids), false);
    } catch (error) {
      this.debug(`${String(name)}: no span could be opened: ${String(error)}`);
      return undefined;
    }
  }

  #openByHand(name: string, attributes: Attributes, options: SpanOptions): ManualSpan {
    const startedUs = toMicroseconds(options.startTime, "startSpan: startTime");
    const placement = placeAsTold(contextStorage.getStore(), this, this.#ids, options);
    const span = this.#open(name, attributes, placement, true, startedUs);
    span.watch(options.signal);
    return span;
  }

  #open(name: string, attributes: Attributes, placement: Placement, byHand: boolean, startedUs?: number): OpenSpan {
    const all = merge(placement.runAttributes, snapshot(attributes));
    const span = new OpenSpan(this, String(name).toWellFormed(), all, placement, startedUs);
    if (this.#live.length > 0) span.live = this.#openLive(span, byHand);
    for (const delivery of this.#plain) delivery.spanOpened(span);
    return span;
  }

  /** The first sink that mints ids decides them, and whether the trace is sampled. */
  #openLive(span: OpenSpan, byHand: boolean): readonly LiveSpan[] {
    let start: SpanStart = span.toStart();
    let decided = false;
    const spans: LiveSpan[] = [];
    for (const delivery of this.#live) {
      const live = delivery.open(start, byHand);
      spans.push(live);
      if (decided || live.ids === undefined || !delivery.mintsIds) continue;
      decided = true;
      span.adopt(live.ids);
      start = span.toStart();
    }
    const unsampled = spans.every((live) => live.ids?.sampled === false);
    if (!decided && unsampled && this.#plain.length === 0) span.sampled = false;
    return spans;
  }
}
