/** Metrics that go out in one request. */
import type { Batch } from "./batch.ts";
import type { MetricData } from "./metric-data.ts";

export interface MetricBatchParts {
  readonly metrics: readonly MetricData[];
  /** How many records are in them for the first time. */
  readonly records: number;
  readonly encode: (metrics: readonly MetricData[]) => Uint8Array;
  readonly settled: (records: number, points: number) => void;
}

export class MetricBatch implements Batch {
  readonly signal = "metrics";
  /** The series are there anyway. */
  readonly bytes = 0;
  readonly #parts: MetricBatchParts;

  constructor(parts: MetricBatchParts) {
    this.#parts = parts;
  }

  get records(): number {
    return this.#parts.records;
  }

  get items(): number {
    return this.#parts.metrics.reduce((sum, { points }) => sum + points.length, 0);
  }

  encode(): Uint8Array {
    return this.#parts.encode(this.#parts.metrics);
  }

  /** A record may be in any of the points: half of the records go with each half of the metrics. */
  halves(): readonly MetricBatch[] {
    const { metrics, records } = this.#parts;
    const points = metrics.flatMap((metric) => metric.points.map((point) => ({ ...metric, points: [point] })));
    if (points.length < 2) return [];
    const middle = Math.ceil(points.length / 2);
    const half = Math.ceil(records / 2);
    return [
      new MetricBatch({ ...this.#parts, metrics: points.slice(0, middle) as MetricData[], records: half }),
      new MetricBatch({ ...this.#parts, metrics: points.slice(middle) as MetricData[], records: records - half }),
    ];
  }

  settled(): void {
    this.#parts.settled(this.records, this.items);
  }
}
