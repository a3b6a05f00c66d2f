/** Turns sinks into a Telemetry. */
import type { Clock } from "./clock.ts";
import { contextStorage, type KeyedValue } from "./context.ts";
import { debugWriter } from "./debug.ts";
import { deliveriesOf, type Member } from "./deliveries-of.ts";
import type { Delivery } from "./delivery.ts";
import type { IdGenerator } from "./ids.ts";
import { MetricMaker } from "./metric-maker.ts";
import { noSpan } from "./no-span.ts";
import type { OpenSpan } from "./open-span.ts";
import { readPlace } from "./placement.ts";
import type { Attributes, InstrumentKind } from "./record.ts";
import { grantAccess } from "./recorder-access.ts";
import { settle } from "./settle.ts";
import type { FlushOptions } from "./sink.ts";
import { innerOf } from "./sink-ends.ts";
import type { Health, SinkFailure } from "./sink-health.ts";
import { SpanOpener } from "./span-opener.ts";
import type { ManualSpan, SpanOptions } from "./start-span.ts";
import type { Span, Telemetry } from "./telemetry.ts";
import { textOf } from "./text-of.ts";
import { toMicroseconds } from "./time-input.ts";

/** What every telemetry of Heddle takes. */
export interface RecorderOptions {
  /** Where the time comes from; the system's clocks unless given. */
  readonly clock?: Clock;
  /** Where ids come from; random unless given. */
  readonly ids?: IdGenerator;
  /**
   * Instruments by metric name, where the suffix rule is not right: `{ "queue.depth": "gauge" }`. Throws a TypeError for
   * what is none.
   */
  readonly instruments?: Readonly<Record<string, InstrumentKind>>;
  /** Told of each sink's failures, once a sink and operation; a process warning unless given. */
  readonly onSinkError?: (failure: SinkFailure) => void;
  /** Says on stderr what is refused, failing or too late. `NODE_DEBUG=heddle` does so for all. */
  readonly debug?: boolean;
}

/** A Telemetry over one sink, or over several that see the same spans. */
export class Recorder implements Telemetry, AsyncDisposable {
  readonly #deliveries: readonly Delivery[];
  readonly #spans: SpanOpener;
  readonly #metrics: MetricMaker;
  readonly #debug: (line: string) => void;

  constructor(sink: Member | readonly Member[], options: RecorderOptions = {}) {
    const members: readonly Member[] = Array.isArray(sink) ? sink : [sink];
    this.#deliveries = [...new Set(members.flatMap(deliveriesOf))];
    this.#debug = debugWriter(options.debug);
    this.#spans = new SpanOpener(this, this.#deliveries, options, this.#debug);
    this.#metrics = new MetricMaker(options.instruments, this.#debug);
    const { onSinkError } = options;
    if (onSinkError !== undefined) for (const delivery of withInner(this.#deliveries)) delivery.onError = onSinkError;
    grantAccess(this, {
      deliveries: this.#deliveries,
      options,
      openByHand: this.#openByHand.bind(this),
      addParentSource: (source) => this.#spans.addParentSource(source),
    });
  }

  trace<T>(name: string, attributes: Attributes, work: (span: Span) => T): T {
    if (typeof work !== "function") throw new TypeError(`trace: work is ${String(work)}; give a function`);
    const span = this.#open(name, attributes);
    if (span === undefined) return work(noSpan);
    try {
      if (span.live === undefined) return contextStorage.run(span, runAndSettle, span, work) as T;
      return settle(this.#spans.runInside(span, work), span);
    } catch (error) {
      span.settled(true, error);
      throw error;
    }
  }

  emitMetric(name: string, value: number, attributes?: Attributes): void {
    try {
      const context = contextStorage.getStore();
      const span = this.#spans.parentIn(context);
      const emittedUs = this.#spans.wallUs(this.#spans.monotonicMs());
      const metric = this.#metrics.make(name, value, attributes, emittedUs, span, context?.runAttributes?.user_id);
      if (metric !== undefined) for (const delivery of this.#deliveries) delivery.metricEmitted(metric);
    } catch (error) {
      this.#debug(`metric ${textOf(name)}: ${textOf(error)}`);
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
    const sinks = withInner(this.#deliveries).map((delivery) => delivery.health());
    return { sinks, refusedMetrics: this.#metrics.refused };
  }

  /** Flushes and gives up what the sinks hold. Never rejects. A record that comes later is still taken. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#deliveries.map((delivery) => delivery.dispose()));
  }

  /** Clocks and ids may be the program's own, and broken: then the work runs without a span. */
  #open(name: string, attributes: Attributes): OpenSpan | undefined {
    try {
      return this.#spans.open(name, attributes);
    } catch (error) {
      return this.#notOpened(name, error);
    }
  }

  #openByHand(name: string, attributes: Attributes, options: SpanOptions, value?: KeyedValue): ManualSpan {
    const startedUs = toMicroseconds(options.startTime, "startSpan: startTime");
    const place = readPlace(options);
    try {
      const span = this.#spans.openByHand(name, attributes, place, startedUs, value);
      span.watch(options.signal);
      return span;
    } catch (error) {
      this.#notOpened(name, error);
      return noSpan;
    }
  }

  #notOpened(name: string, error: unknown): undefined {
    this.#debug(`${textOf(name)}: no span could be opened: ${textOf(error)}`);
  }
}

/** Settling inside the span's context spares the promise from keeping the one around it alive, a map for each span. */
function runAndSettle(span: OpenSpan, work: (span: Span) => unknown): unknown {
  return settle(work(span), span);
}

/** Each delivery, and those inside of a wrapper after it. */
function withInner(deliveries: readonly Delivery[]): readonly Delivery[] {
  const all: Delivery[] = [];
  for (const delivery of deliveries) {
    for (let at: Delivery | undefined = delivery; at !== undefined; at = innerOf(at.sink)) all.push(at);
  }
  return [...new Set(all)];
}
