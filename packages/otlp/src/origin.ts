/** A writer of lines: its resource, and what its metrics have come to. */
import type { MetricRecord } from "@heddle/core";
import { MetricAggregator, type MetricAggregatorState } from "./metric-aggregator.ts";
import type { MetricData, Temporality } from "./metric-data.ts";
import type { OtlpResource } from "./otlp-resource.ts";

/** What must be kept of it for another process to go on. */
export interface OriginState {
  readonly resource: OtlpResource;
  /** When it started, where it has said so: milliseconds since the epoch. */
  readonly startedAt?: number;
  /** How many metric records are in no request that has arrived. */
  readonly unsent: number;
  readonly metrics?: MetricAggregatorState;
  /** The number of the last metric. */
  readonly lastSequence?: number;
}

export class Origin {
  readonly resource: OtlpResource;
  readonly #temporality: Temporality;
  readonly #startedAt: number | undefined;
  #unsent: number;
  #lastSequence: number;
  #aggregator: MetricAggregator | undefined;

  constructor({ resource, startedAt, unsent, metrics, lastSequence = 0 }: OriginState, temporality: Temporality) {
    this.resource = resource;
    this.#temporality = temporality;
    this.#startedAt = startedAt;
    this.#unsent = unsent;
    this.#lastSequence = lastSequence;
    if (metrics !== undefined) this.#aggregator = MetricAggregator.restore(metrics);
  }

  get unsent(): number {
    return this.#unsent;
  }

  /**
   * Whether the metric with this number came before, for a writer numbers them as it writes them. It writes some lines a
   * second time when its process exits while they are on their way.
   */
  isRepeat(sequence: number): boolean {
    const isRepeat = sequence <= this.#lastSequence;
    this.#lastSequence = Math.max(this.#lastSequence, sequence);
    return isRepeat;
  }

  /** False for a value that no instrument takes. */
  add(metric: MetricRecord): boolean {
    const startedAt = this.#startedAt ?? metric.emittedAt;
    this.#aggregator ??= new MetricAggregator({ temporality: this.#temporality, startedAt });
    const isTaken = this.#aggregator.add(metric);
    if (isTaken) this.#unsent++;
    return isTaken;
  }

  /** What has come together, where anything has. */
  collect(): readonly MetricData[] {
    return (this.#aggregator as MetricAggregator).collect(Date.now());
  }

  /** A request with so many records has arrived. */
  sent(records: number): void {
    this.#unsent -= records;
  }

  get state(): OriginState {
    return {
      resource: this.resource,
      unsent: this.#unsent,
      lastSequence: this.#lastSequence,
      ...(this.#startedAt !== undefined && { startedAt: this.#startedAt }),
      ...(this.#aggregator && { metrics: this.#aggregator.state }),
    };
  }
}
