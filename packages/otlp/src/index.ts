/** Ships records to any OTLP backend, and loses nothing on the way. */
export { decodeExportResponse, type ExportResult } from "./decode-export-response.ts";
export { type DecodedMetrics, decodeMetrics, decodeMetricsJson } from "./decode-metrics.ts";
export { type DecodedTraces, decodeTraces, decodeTracesJson } from "./decode-traces.ts";
export { encodeTraces, encodeTracesJson } from "./encode-traces.ts";
export { MetricAggregator, type MetricAggregatorOptions, type MetricAggregatorState } from "./metric-aggregator.ts";
export type {
  GaugeData,
  HistogramData,
  HistogramPoint,
  MetricData,
  MetricIdentity,
  MetricPoint,
  NumberPoint,
  SumData,
  Temporality,
} from "./metric-data.ts";
export { metricsRequest, metricsRequestJson } from "./metrics-request.ts";
export { OtlpFormatError } from "./otlp-format-error.ts";
export type { BatchOptions, OtlpOptions, RetryOptions } from "./otlp-options.ts";
export { otlpResolvers } from "./otlp-resolvers.ts";
export type { OtlpResource, OtlpScope } from "./otlp-resource.ts";
export { OtlpTelemetry } from "./otlp-telemetry.ts";
export { type ProbeAnswer, probe } from "./probe.ts";
export type { OtlpProtocol, TlsFiles } from "./sender.ts";
export { ship } from "./ship.ts";
export type { ShipOptions, ShipProblem, ShipProgress, ShipSummary, ShipTarget } from "./ship-options.ts";
export { spanToJson } from "./span-to-json.ts";
export { spanToProtobuf } from "./span-to-protobuf.ts";
export type { SpoolOptions } from "./spool-options.ts";
export { tracesRequest, tracesRequestJson } from "./traces-request.ts";
