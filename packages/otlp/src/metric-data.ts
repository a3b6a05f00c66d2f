/** What a request says of metrics: what many records have come to. */
import type { OtlpAttributes } from "@heddle/core/bridge";

/** Whether the points of a metric count from the start, or from the point before. */
export type Temporality = "cumulative" | "delta";

/** One metric: an instrument, and a point for each set of attributes. */
export type MetricData = SumData | GaugeData | HistogramData;

/** What every metric has. */
export interface MetricIdentity {
  readonly name: string;
  /** UCUM; empty for none. */
  readonly unit: string;
}

/** What a counter has come to. It never goes down. */
export interface SumData extends MetricIdentity {
  readonly kind: "sum";
  readonly temporality: Temporality;
  readonly points: readonly NumberPoint[];
}

/** What was last measured. */
export interface GaugeData extends MetricIdentity {
  readonly kind: "gauge";
  readonly points: readonly NumberPoint[];
}

/** How values are spread. */
export interface HistogramData extends MetricIdentity {
  readonly kind: "histogram";
  readonly temporality: Temporality;
  readonly points: readonly HistogramPoint[];
}

/** What every point has. Times are milliseconds since the epoch, to the microsecond. */
export interface MetricPoint {
  readonly attributes: OtlpAttributes;
  /** From when it counts. */
  readonly startedAt: number;
  /** Until when it counts. */
  readonly at: number;
}

/** A point of a counter or a gauge. */
export interface NumberPoint extends MetricPoint {
  readonly value: number;
}

/** A point of a histogram. */
export interface HistogramPoint extends MetricPoint {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** The upper ends of the buckets but the last, which has none; a value that is equal to one is inside. */
  readonly bounds: readonly number[];
  /** One more than `bounds`. */
  readonly bucketCounts: readonly number[];
}
