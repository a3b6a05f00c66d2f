/** Metrics between the program and the queue: aggregated, and sent from time to time, one request after the other. */
import type { MetricRecord } from "@heddle/core";
import { outsideOfSpans } from "@heddle/core/bridge";
import type { Encoding } from "./encoding.ts";
import { MetricAggregator } from "./metric-aggregator.ts";
import { MetricBatch } from "./metric-batch.ts";
import type { MetricData, Temporality } from "./metric-data.ts";
import type { OtlpResource } from "./otlp-resource.ts";
import type { SendQueue } from "./send-queue.ts";

export interface MetricFeedOptions {
  readonly encoding: Encoding;
  readonly resource: OtlpResource;
  readonly temporality: Temporality;
  readonly intervalMs: number;
  /** Of a request. */
  readonly maxBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export class MetricFeed {
  readonly #queue: SendQueue;
  readonly #options: MetricFeedOptions;
  readonly #aggregator: MetricAggregator;
  readonly #encode: (metrics: readonly MetricData[]) => Uint8Array;
  #taken = 0;
  #collected = 0;
  #settled = 0;
  /** Data points that have had no outcome: the state of later must not overtake them. */
  #pointsUnderWay = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(queue: SendQueue, options: MetricFeedOptions) {
    const { encoding, resource, temporality } = options;
    this.#queue = queue;
    this.#options = options;
    this.#aggregator = new MetricAggregator({ temporality, startedAt: options.now() });
    this.#encode = (metrics) => encoding.metrics(metrics, resource);
  }

  /** How many were added. */
  get taken(): number {
    return this.#taken;
  }

  add(metric: MetricRecord): void {
    if (!this.#aggregator.add(metric)) {
      const problem = "there are too many instruments, or it is no number";
      this.#queue.drop("metric", () => `the metric ${JSON.stringify(metric.name)} is dropped: ${problem}`);
      return;
    }
    this.#taken++;
    this.#queue.addPending(1);
    this.#timer ??= outsideOfSpans(() => setInterval(() => this.#tick(), this.#options.intervalMs).unref());
  }

  /** Whether the first so many have arrived, or are lost. Those that wait for others are sent when they can be. */
  isSettled(taken: number): boolean {
    if (this.#settled < taken) this.collect();
    return this.#settled >= taken;
  }

  /** Sends what has been added, unless the state of before is still under way. */
  collect(): void {
    if (this.#collected < this.#taken) this.#send();
  }

  /** Nothing that was added is pending any more. */
  clear(): void {
    this.#collected = this.#taken;
    this.#settled = this.#taken;
    this.#pointsUnderWay = 0;
  }

  /** Nothing is sent, until metrics are added again. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The last state of metrics that count from the start is said again and again, so that nobody takes them for gone. */
  #tick(): void {
    if (this.#collected < this.#taken || this.#options.temporality === "cumulative") this.#send();
  }

  #send(): void {
    if (this.#pointsUnderWay > 0) return;
    const metrics = this.#aggregator.collect(this.#options.now());
    const records = this.#taken - this.#collected;
    this.#collected = this.#taken;
    const batch = new MetricBatch({ metrics, records, encode: this.#encode, settled: this.#done });
    this.#pointsUnderWay = batch.items;
    for (const part of this.#parts(batch)) this.#queue.push(part);
  }

  #parts(batch: MetricBatch): readonly MetricBatch[] {
    const halves = batch.encode().length > this.#options.maxBytes ? batch.halves() : [];
    return halves.length === 0 ? [batch] : halves.flatMap((half) => this.#parts(half));
  }

  readonly #done = (records: number, points: number): void => {
    this.#settled += records;
    this.#pointsUnderWay -= points;
  };
}
