/** Encodes records in the form of a protocol: spans one by one as they come, and whole requests of what was encoded. */
import type { SpanRecord } from "@heddle/core";
import type { OtlpLimits } from "@heddle/core/bridge";
import type { MetricData } from "./metric-data.ts";
import { metricsRequest, metricsRequestJson } from "./metrics-request.ts";
import type { OtlpResource } from "./otlp-resource.ts";
import type { Endpoint, Signal } from "./sender.ts";
import { spanToJson } from "./span-to-json.ts";
import { spanToProtobuf } from "./span-to-protobuf.ts";
import { tracesRequest, tracesRequestJson } from "./traces-request.ts";

/** A span as a part of a request. */
export type EncodedSpan = Uint8Array;

export interface Encoding {
  span(span: SpanRecord): EncodedSpan;
  traces(spans: readonly EncodedSpan[], resource: OtlpResource): Uint8Array;
  metrics(metrics: readonly MetricData[], resource: OtlpResource): Uint8Array;
}

/** How requests to these endpoints are encoded: each signal may have a protocol of its own. */
export function encodingFor(
  endpoints: Readonly<Record<Signal, Pick<Endpoint, "protocol">>>,
  limits: OtlpLimits,
): Encoding {
  return {
    ...(endpoints.traces.protocol === "http/json" ? jsonTraces(limits) : protobufTraces(limits)),
    metrics: endpoints.metrics.protocol === "http/json" ? jsonMetrics : metricsRequest,
  };
}

function protobufTraces(limits: OtlpLimits): Omit<Encoding, "metrics"> {
  return { span: (span) => spanToProtobuf(span, limits), traces: tracesRequest };
}

function jsonTraces(limits: OtlpLimits): Omit<Encoding, "metrics"> {
  return {
    span: (span) => Buffer.from(spanToJson(span, limits)),
    traces: (spans, resource) => Buffer.from(tracesRequestJson(spans.map(String), resource)),
  };
}

function jsonMetrics(metrics: readonly MetricData[], resource: OtlpResource): Uint8Array {
  return Buffer.from(metricsRequestJson(metrics, resource));
}
