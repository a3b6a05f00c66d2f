/** Makes records of OTLP's data points. */
import type { InstrumentKind, JsonObject, MetricRecord } from "@heddle/core";
import { jsonAttributes } from "@heddle/core/bridge";
import { attributesOf } from "./any-value.ts";
import type { MetricMessage } from "./metric-messages.ts";
import type {
  BucketsMessage,
  DistributionPointMessage,
  ExponentialHistogramPointMessage,
  HistogramPointMessage,
  NumberPointMessage,
  PointMessage,
  SummaryPointMessage,
} from "./metric-point-messages.ts";

/** The parts of a record that depend on the kind of the metric. */
interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly instrumentKind: InstrumentKind;
  readonly value: number;
  /** What the value does not say. */
  readonly more: JsonObject;
}

/** The number of `AGGREGATION_TEMPORALITY_DELTA`. */
const DELTA = 1;

/** The bit of a data point that says that nothing was measured. */
const NO_VALUE = 1;

/** A record for each data point; `undefined` for one without a finite value, which no record holds. */
export function metricsOf(metric: MetricMessage): readonly (MetricRecord | undefined)[] {
  const { gauge, sum, histogram, exponentialHistogram, summary } = metric;
  return [
    ...recordsOf(gauge?.dataPoints, (point) => gaugeValue(metric, point)),
    ...recordsOf(sum?.dataPoints, (point) => sumValue(metric, point)),
    ...recordsOf(histogram?.dataPoints, (point) => distribution(metric, point, bucketsOf(point), isDelta(histogram))),
    ...recordsOf(exponentialHistogram?.dataPoints, (point) =>
      distribution(metric, point, exponentialBucketsOf(point), isDelta(exponentialHistogram)),
    ),
    ...recordsOf(summary?.dataPoints, (point) => summaryValue(metric, point)),
  ];
}

function recordsOf<P extends PointMessage>(
  points: readonly P[] = [],
  measure: (point: P) => Measured,
): (MetricRecord | undefined)[] {
  return points.map((point) => {
    const { more, ...measured } = measure(point);
    const { flags = 0, timeUnixNano: emittedAt = 0 } = point;
    if ((flags & NO_VALUE) !== 0 || !Number.isFinite(measured.value)) return undefined;
    const attributes = { ...attributesOf(point.attributes), ...jsonAttributes(more) };
    return { kind: "metric", ...measured, attributes, emittedAt };
  });
}

function gaugeValue(metric: MetricMessage, point: NumberPointMessage): Measured {
  return { ...nameAndUnit(metric), instrumentKind: "gauge", value: numberOf(point), more: {} };
}

/** What counts from the start of the program, or may fall, is a level. */
function sumValue(metric: MetricMessage, point: NumberPointMessage): Measured {
  const isCounter = metric.sum?.isMonotonic === true;
  const value = { ...nameAndUnit(metric), value: numberOf(point) };
  if (isDelta(metric.sum)) {
    return isCounter
      ? { ...value, instrumentKind: "counter", more: {} }
      : { ...value, instrumentKind: "gauge", more: { [TEMPORALITY]: "delta" } };
  }
  return { ...value, instrumentKind: "gauge", more: isCounter ? sinceStart(point) : {} };
}

/** The sum of the measurements, with their other figures where it does not say all. */
function distribution(
  metric: MetricMessage,
  point: DistributionPointMessage,
  buckets: JsonObject,
  isDelta: boolean,
): Measured {
  const { name, unit } = nameAndUnit(metric);
  const { sum, min, max } = point;
  const count = Number(point.count ?? 0);
  const figures = {
    "otel.histogram.count": count,
    ...(min !== undefined && { "otel.histogram.min": min }),
    ...(max !== undefined && { "otel.histogram.max": max }),
    "otel.histogram.buckets": buckets,
  };
  const times = isDelta ? {} : sinceStart(point);
  if (sum === undefined) {
    const instrumentKind = isDelta ? "counter" : "gauge";
    return { name: `${name}.count`, unit: "", instrumentKind, value: count, more: { ...figures, ...times } };
  }
  const more = isDelta && count === 1 ? {} : { ...figures, ...times };
  return { name, unit, instrumentKind: "histogram", value: sum + 0, more };
}

/** The sum of what was observed since the start. */
function summaryValue(metric: MetricMessage, point: SummaryPointMessage): Measured {
  const quantiles = (point.quantileValues ?? []).map(({ quantile = 0, value = 0 }) => [String(quantile), value]);
  const figures = {
    "otel.summary.count": Number(point.count ?? 0),
    "otel.summary.quantiles": Object.fromEntries(quantiles) as JsonObject,
  };
  const more = { ...figures, ...sinceStart(point) };
  return { ...nameAndUnit(metric), instrumentKind: "histogram", value: (point.sum ?? 0) + 0, more };
}

function nameAndUnit({ name = "", unit = "" }: MetricMessage): { readonly name: string; readonly unit: string } {
  return { name, unit };
}

function numberOf({ asDouble, asInt }: NumberPointMessage): number {
  return Number(asDouble ?? asInt) + 0;
}

function isDelta(data: { readonly aggregationTemporality?: number } | undefined): boolean {
  return data?.aggregationTemporality === DELTA;
}

const TEMPORALITY = "otel.temporality";

function sinceStart({ startTimeUnixNano: startedAt }: PointMessage): JsonObject {
  return { [TEMPORALITY]: "cumulative", ...(startedAt && { "otel.started_at": startedAt }) };
}

function bucketsOf({ explicitBounds = [], bucketCounts = [] }: HistogramPointMessage): JsonObject {
  return { boundaries: explicitBounds, counts: bucketCounts };
}

function exponentialBucketsOf(point: ExponentialHistogramPointMessage): JsonObject {
  const { scale = 0, zeroCount = 0, zeroThreshold = 0, positive, negative } = point;
  return { scale, zeroCount, zeroThreshold, positive: sideOf(positive), negative: sideOf(negative) };
}

function sideOf({ offset = 0, bucketCounts = [] }: BucketsMessage = {}): JsonObject {
  return { offset, bucketCounts };
}
