/** Encodes metrics as OTLP requests. */
import { toOtlpAttributes } from "@heddle/core/bridge";
import { keyValuesOf } from "./any-value.ts";
import type { HistogramPoint, MetricData, MetricPoint, NumberPoint, Temporality } from "./metric-data.ts";
import { type MetricMessage, type MetricsMessage, metrics as metricsType } from "./metric-messages.ts";
import type { HistogramPointMessage, NumberPointMessage, PointMessage } from "./metric-point-messages.ts";
import { heddleScope, type OtlpResource, resourceMessage } from "./otlp-resource.ts";
import { writeJson } from "./write-json.ts";
import { writeProtobuf } from "./write-protobuf.ts";

/** `metrics` as one `ExportMetricsServiceRequest` in protobuf. */
export function metricsRequest(metrics: readonly MetricData[], resource: OtlpResource): Uint8Array {
  return writeProtobuf(requestMessage(metrics, resource), metricsType);
}

/** `metrics` as one `ExportMetricsServiceRequest` in JSON. */
export function metricsRequestJson(metrics: readonly MetricData[], resource: OtlpResource): string {
  return writeJson(requestMessage(metrics, resource), metricsType);
}

function requestMessage(metrics: readonly MetricData[], resource: OtlpResource): MetricsMessage {
  const scopeMetrics = [{ scope: heddleScope, metrics: metrics.map(metricMessage) }];
  return { resourceMetrics: [{ resource: resourceMessage(resource), scopeMetrics }] };
}

function metricMessage(metric: MetricData): MetricMessage {
  const { name, unit } = metric;
  switch (metric.kind) {
    case "gauge":
      return { name, unit, gauge: { dataPoints: metric.points.map(numberPoint) } };
    case "sum": {
      const aggregationTemporality = temporalities[metric.temporality];
      return {
        name,
        unit,
        sum: { dataPoints: metric.points.map(numberPoint), aggregationTemporality, isMonotonic: true },
      };
    }
    case "histogram": {
      const aggregationTemporality = temporalities[metric.temporality];
      return { name, unit, histogram: { dataPoints: metric.points.map(histogramPoint), aggregationTemporality } };
    }
  }
}

/** The numbers of OTLP's `AggregationTemporality`. */
const temporalities: Readonly<Record<Temporality, number>> = { delta: 1, cumulative: 2 };

function numberPoint(point: NumberPoint): NumberPointMessage {
  return { ...pointMessage(point), asDouble: point.value };
}

/** OTLP knows no sum where a measurement was less than 0, for a sum may not fall. */
function histogramPoint(point: HistogramPoint): HistogramPointMessage {
  const { count, sum, min, max, bounds, bucketCounts } = point;
  return { ...pointMessage(point), count, ...(min >= 0 && { sum }), min, max, explicitBounds: bounds, bucketCounts };
}

function pointMessage({ attributes, startedAt, at }: MetricPoint): PointMessage {
  return {
    attributes: keyValuesOf(toOtlpAttributes(attributes)),
    startTimeUnixNano: startedAt,
    timeUnixNano: at,
  };
}
