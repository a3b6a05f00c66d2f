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
}

export class Origin {
  readonly resource: OtlpResource;
  readonly #temporality: Temporality;
  readonly #startedAt: number | undefined;
  #unsent: number;
  #aggregator: MetricAggregator | undefined;

  constructor({ resource, startedAt, unsent, metrics }: OriginState, temporality: Temporality) {
    this.resource = resource;
    this.#temporality = temporality;
    this.#startedAt = startedAt;
    this.#unsent = unsent;
    if (metrics !== undefined) this.#aggregator = MetricAggregator.restore(metrics);
  }

  get unsent(): number {
    return this.#unsent;
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
      ...(this.#startedAt !== undefined && { startedAt: this.#startedAt }),
      ...(this.#aggregator && { metrics: this.#aggregator.state }),
    };
  }
}
