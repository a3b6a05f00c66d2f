/** Makes records of OpenTelemetry's data points. */
import type { InstrumentKind, JsonObject, MetricRecord } from "@heddle/core";
import { jsonAttributes, textOf } from "@heddle/core/bridge";
import { scopeAttributes } from "./otel-attributes.ts";
import { toMicroseconds } from "./otel-time.ts";
import type { InstrumentationScope } from "./readable-span.ts";
import type { DataPoint, HistogramValue, MetricData } from "./resource-metrics.ts";

const HISTOGRAM = 0;
const EXPONENTIAL_HISTOGRAM = 1;
const SUM = 3;

const DELTA = 0;
const CUMULATIVE = 1;

/** The parts of a record that depend on the kind of the point. */
interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly instrumentKind: InstrumentKind;
  /** What the value does not say. */
  readonly more: JsonObject;
}

/** The record of a data point. Throws a RangeError for a value that is not finite. */
export function readDataPoint(scope: InstrumentationScope, metric: MetricData, point: DataPoint): MetricRecord {
  const { more, ...measured } = isHistogram(metric) ? readHistogram(metric, point) : readNumber(metric, point);
  if (!Number.isFinite(measured.value)) {
    throw new RangeError(`metric ${measured.name}: ${String(measured.value)} is not a finite number; left out`);
  }
  const attributes = { ...jsonAttributes(point.attributes), ...more, ...scopeAttributes(scope) };
  return { kind: "metric", ...measured, attributes, emittedAt: toMicroseconds(point.endTime) / 1000 };
}

/** The temporality in which a point loses nothing as a record: what was added since the last one, but levels as they are. */
export function temporalityOf(instrumentType: string): typeof DELTA | typeof CUMULATIVE {
  return instrumentType.endsWith("UP_DOWN_COUNTER") ? CUMULATIVE : DELTA;
}

function isHistogram({ dataPointType }: MetricData): boolean {
  return dataPointType === HISTOGRAM || dataPointType === EXPONENTIAL_HISTOGRAM;
}

/** A sum that may fall, or that is told as a total, is a level. */
function readNumber(metric: MetricData, { value }: DataPoint): Measured {
  const isDeltaSum = metric.dataPointType === SUM && metric.aggregationTemporality === DELTA;
  const isCounter = isDeltaSum && metric.isMonotonic === true;
  return {
    ...nameAndUnit(metric),
    value: value as number,
    instrumentKind: isCounter ? "counter" : "gauge",
    more: isDeltaSum && !isCounter ? { "otel.temporality": "delta" } : {},
  };
}

/** The sum of the measurements, with the others of their figures where there is more than one measurement. */
function readHistogram(metric: MetricData, point: DataPoint): Measured {
  const { name, unit } = nameAndUnit(metric);
  const { count, sum, min, max, buckets, ...exponential } = point.value as HistogramValue;
  const figures = jsonAttributes({
    "otel.histogram.count": count,
    "otel.histogram.min": min,
    "otel.histogram.max": max,
    "otel.histogram.buckets": buckets ?? exponential,
  });
  const isDelta = metric.aggregationTemporality === DELTA;
  const more = { ...(count !== 1 && figures), ...(!isDelta && { "otel.temporality": "cumulative" }) };
  if (sum !== undefined) return { name, value: sum, unit, instrumentKind: "histogram", more };
  return {
    name: `${name}.count`,
    value: count,
    unit: "",
    instrumentKind: isDelta ? "counter" : "gauge",
    more: figures,
  };
}

function nameAndUnit({ descriptor }: MetricData): { readonly name: string; readonly unit: string } {
  return { name: textOf(descriptor.name), unit: textOf(descriptor.unit) };
}
