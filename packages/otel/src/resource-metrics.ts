/** The shapes of OpenTelemetry's collected metrics, as its SDKs 1.x to 3.x have them. */
import type { Attributes } from "@heddle/core";
import type { HrTime } from "./otel-api.ts";
import type { InstrumentationScope } from "./readable-span.ts";

/** What one collection of a metric reader gives. */
export interface ResourceMetrics {
  readonly resource: { readonly attributes: Attributes };
  readonly scopeMetrics: readonly ScopeMetrics[];
}

/** The metrics of one library. */
interface ScopeMetrics {
  readonly scope: InstrumentationScope;
  readonly metrics: readonly MetricData[];
}

/** One instrument, with a point for each set of attributes. */
export interface MetricData {
  readonly descriptor: { readonly name: string; readonly unit: string };
  /** 0 delta, 1 cumulative. */
  readonly aggregationTemporality: number;
  /** 0 histogram, 1 exponential histogram, 2 gauge, 3 sum. */
  readonly dataPointType: number;
  /** Of a sum. */
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly DataPoint[];
}

/** One value. */
export interface DataPoint {
  readonly endTime: HrTime;
  readonly attributes: Attributes;
  /** A number; a `HistogramValue` of a histogram. */
  readonly value: unknown;
}

/** What a histogram keeps of its measurements. */
export interface HistogramValue {
  readonly count: number;
  /** Absent where measurements may be negative. */
  readonly sum?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Of explicit buckets. */
  readonly buckets?: object;
  /** Of exponential buckets. */
  readonly scale?: number;
  readonly zeroCount?: number;
  readonly positive?: object;
  readonly negative?: object;
}
