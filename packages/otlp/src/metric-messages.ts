/** The messages of OTLP's metrics: opentelemetry/proto/metrics/v1/metrics.proto. */
import { type ResourceMessage, resource, type ScopeMessage, scope } from "./common-messages.ts";
import { type MessageType, many, messageType, one, oneOf } from "./message-type.ts";
import {
  type ExponentialHistogramPointMessage,
  exponentialHistogramPoint,
  type HistogramPointMessage,
  histogramPoint,
  type NumberPointMessage,
  numberPoint,
  type SummaryPointMessage,
  summaryPoint,
} from "./metric-point-messages.ts";

/** A request for metrics. */
export interface MetricsMessage {
  readonly resourceMetrics?: readonly ResourceMetricsMessage[];
}

interface ResourceMetricsMessage {
  readonly resource?: ResourceMessage;
  readonly scopeMetrics?: readonly ScopeMetricsMessage[];
}

interface ScopeMetricsMessage {
  readonly scope?: ScopeMessage;
  readonly metrics?: readonly MetricMessage[];
}

/** A metric, of one of these kinds. */
export interface MetricMessage {
  readonly name?: string;
  readonly unit?: string;
  readonly gauge?: GaugeMessage;
  readonly sum?: SumMessage;
  readonly histogram?: HistogramMessage;
  readonly exponentialHistogram?: ExponentialHistogramMessage;
  readonly summary?: SummaryMessage;
}

interface GaugeMessage {
  readonly dataPoints?: readonly NumberPointMessage[];
}

interface SumMessage {
  readonly dataPoints?: readonly NumberPointMessage[];
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
}

interface HistogramMessage {
  readonly dataPoints?: readonly HistogramPointMessage[];
  readonly aggregationTemporality?: number;
}

interface ExponentialHistogramMessage {
  readonly dataPoints?: readonly ExponentialHistogramPointMessage[];
  readonly aggregationTemporality?: number;
}

interface SummaryMessage {
  readonly dataPoints?: readonly SummaryPointMessage[];
}

export const metrics: MessageType<MetricsMessage> = messageType("ExportMetricsServiceRequest", {
  resourceMetrics: many(1, () => resourceMetrics),
});

const resourceMetrics: MessageType<ResourceMetricsMessage> = messageType("ResourceMetrics", {
  resource: one(1, () => resource),
  scopeMetrics: many(2, () => scopeMetrics),
});

const scopeMetrics: MessageType<ScopeMetricsMessage> = messageType("ScopeMetrics", {
  scope: one(1, () => scope),
  metrics: many(2, () => metric),
});

const metric: MessageType<MetricMessage> = messageType("Metric", {
  name: one(1, "string"),
  unit: one(3, "string"),
  gauge: one(5, () => gauge),
  sum: one(7, () => sum),
  histogram: one(9, () => histogram),
  exponentialHistogram: one(10, () => exponentialHistogram),
  summary: one(11, () => summary),
});

const temporality = oneOf(
  2,
  ["UNSPECIFIED", "DELTA", "CUMULATIVE"].map((name) => `AGGREGATION_TEMPORALITY_${name}`),
);

const gauge: MessageType<GaugeMessage> = messageType("Gauge", { dataPoints: many(1, () => numberPoint) });

const sum: MessageType<SumMessage> = messageType("Sum", {
  dataPoints: many(1, () => numberPoint),
  aggregationTemporality: temporality,
  isMonotonic: one(3, "bool"),
});

const histogram: MessageType<HistogramMessage> = messageType("Histogram", {
  dataPoints: many(1, () => histogramPoint),
  aggregationTemporality: temporality,
});

const exponentialHistogram: MessageType<ExponentialHistogramMessage> = messageType("ExponentialHistogram", {
  dataPoints: many(1, () => exponentialHistogramPoint),
  aggregationTemporality: temporality,
});

const summary: MessageType<SummaryMessage> = messageType("Summary", { dataPoints: many(1, () => summaryPoint) });
