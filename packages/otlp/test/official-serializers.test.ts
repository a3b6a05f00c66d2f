import type { MetricRecord } from "@heddle/core";
import { decodeMetrics, decodeMetricsJson, decodeTraces, decodeTracesJson } from "@heddle/otlp";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace, ValueType } from "@opentelemetry/api";
import {
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const parentSpanId = "00f067aa0ba902b7";
const linkedId = "b7ad6b7169203331";

/** Nanoseconds below the microsecond are rounded. */
const startedAt: [number, number] = [1763689348, 743622400];
const endedAt: [number, number] = [1763689348, 747835000];

async function recordedSpans() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer("library", "1.2.3");
  const parent = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: parentSpanId, traceFlags: TraceFlags.SAMPLED });
  const failed = tracer.startSpan("POST", { kind: SpanKind.CLIENT, startTime: startedAt }, parent);
  failed.setAttributes({
    text: "é",
    whole: 42,
    negative: -1,
    beyond: 2 ** 60,
    below: -(2 ** 60),
    fraction: 0.5,
    flag: true,
    list: ["a", "b"],
    bytes: Uint8Array.of(1, 2, 255),
    nested: { list: [1, null, { deep: [] }], none: null },
    nothing: null,
  });
  failed.addEvent("retry", { attempt: 2 }, startedAt);
  failed.addLink({
    context: { traceId, spanId: linkedId, traceFlags: TraceFlags.SAMPLED },
    attributes: { "heddle.link.kind": "retry_of", why: "429" },
  });
  failed.recordException({ name: "TypeError", message: "x is not a function", stack: "TypeError: at …" }, endedAt);
  failed.setStatus({ code: SpanStatusCode.ERROR, message: "x is not a function" });
  failed.end(endedAt);
  tracer
    .startSpan("chat", { attributes: { "gen_ai.operation.name": "chat" }, startTime: startedAt }, parent)
    .end(endedAt);
  const spans = exporter.getFinishedSpans();
  await provider.shutdown();
  return spans;
}

async function recordedMetrics(temporality: AggregationTemporality) {
  const exporter = new InMemoryMetricExporter(temporality);
  const exponential = { type: AggregationType.EXPONENTIAL_HISTOGRAM as const };
  const provider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter })],
    views: [{ instrumentName: "payload", aggregation: exponential }],
  });
  const meter = provider.getMeter("library", "1.2.3");
  meter.createCounter("requests", { unit: "{request}" }).add(3, { route: "/a" });
  meter.createUpDownCounter("open", { valueType: ValueType.INT }).add(-2);
  meter.createGauge("depth").record(1.5);
  const duration = meter.createHistogram("duration", { unit: "s", advice: { explicitBucketBoundaries: [0.1, 1] } });
  duration.record(0.5);
  duration.record(0.25);
  const payload = meter.createHistogram("payload");
  payload.record(4);
  payload.record(0);
  await provider.forceFlush();
  const [metrics] = exporter.getMetrics();
  await provider.shutdown();
  if (metrics === undefined) throw new Error("no metrics were collected");
  return metrics;
}

/** `undefined` where serializers give nothing. */
function whole<T>(bytes: T | undefined): T {
  if (bytes === undefined) throw new Error("nothing was serialized");
  return bytes;
}

test("spans of OpenTelemetry's SDK are decoded alike from both serializers", async () => {
  const spans = await recordedSpans();

  const fromProtobuf = decodeTraces(whole(ProtobufTraceSerializer.serializeRequest(spans)));
  const fromJson = decodeTracesJson(Buffer.from(whole(JsonTraceSerializer.serializeRequest(spans))).toString());

  const [failed, chat] = spans.map((span) => ({
    kind: "span",
    traceId,
    spanId: span.spanContext().spanId,
    parentSpanId,
    startedAt: 1763689348743.622,
    endedAt: 1763689348747.835,
    durationMs: 4.213,
  }));
  const decoded = [
    {
      resource: expect.objectContaining({ "telemetry.sdk.name": "opentelemetry" }),
      scope: { name: "library", version: "1.2.3" },
      spans: [
        {
          ...failed,
          name: "POST",
          status: "error",
          attributes: {
            text: "é",
            whole: 42,
            negative: -1,
            beyond: 2 ** 60,
            below: -(2 ** 60),
            fraction: 0.5,
            flag: true,
            list: ["a", "b"],
            bytes: "AQL/",
            nested: { list: [1, null, { deep: [] }], none: null },
            "otel.span.kind": "CLIENT",
          },
          exception: "TypeError: x is not a function",
          error: { type: "TypeError", message: "x is not a function", stack: "TypeError: at …" },
          events: [{ name: "retry", time: 1763689348743.622, attributes: { attempt: 2 } }],
          links: [{ kind: "retry_of", traceId, spanId: linkedId, attributes: { why: "429" } }],
        },
        {
          ...chat,
          name: "chat",
          status: "ok",
          attributes: { "gen_ai.operation.name": "chat", "otel.span.kind": "INTERNAL" },
        },
      ],
    },
  ];
  expect(fromProtobuf).toEqual(decoded);
  expect(fromJson).toEqual(decoded);
});

test("metrics since the last collection are decoded alike from both serializers", async () => {
  const metrics = await recordedMetrics(AggregationTemporality.DELTA);

  const decoded = decodedMetrics(metrics);

  expect(decoded).toEqual([
    {
      ...metric,
      name: "requests",
      unit: "{request}",
      instrumentKind: "counter",
      value: 3,
      attributes: { route: "/a" },
    },
    { ...metric, name: "open", instrumentKind: "gauge", value: -2, attributes: { "otel.temporality": "delta" } },
    { ...metric, name: "depth", instrumentKind: "gauge", value: 1.5, attributes: {} },
    { ...metric, name: "duration", unit: "s", instrumentKind: "histogram", value: 0.75, attributes: durations },
    { ...metric, name: "payload", instrumentKind: "histogram", value: 4, attributes: payloads },
  ]);
});

test("metrics since the start are decoded alike from both serializers", async () => {
  const metrics = await recordedMetrics(AggregationTemporality.CUMULATIVE);

  const decoded = decodedMetrics(metrics);

  const sinceStart = { "otel.temporality": "cumulative", "otel.started_at": expect.any(Number) };
  const requests = { route: "/a", ...sinceStart };
  expect(decoded).toEqual([
    { ...metric, name: "requests", unit: "{request}", instrumentKind: "gauge", value: 3, attributes: requests },
    { ...metric, name: "open", instrumentKind: "gauge", value: -2, attributes: {} },
    { ...metric, name: "depth", instrumentKind: "gauge", value: 1.5, attributes: {} },
    {
      ...metric,
      name: "duration",
      unit: "s",
      instrumentKind: "histogram",
      value: 0.75,
      attributes: { ...durations, ...sinceStart },
    },
    {
      ...metric,
      name: "payload",
      instrumentKind: "histogram",
      value: 4,
      attributes: { ...payloads, ...sinceStart },
    },
  ]);
});

const metric = { kind: "metric", unit: "", emittedAt: expect.any(Number) };

const durations = {
  "otel.histogram.count": 2,
  "otel.histogram.min": 0.25,
  "otel.histogram.max": 0.5,
  "otel.histogram.buckets": { boundaries: [0.1, 1], counts: [0, 2, 0] },
};

const payloads = {
  "otel.histogram.count": 2,
  "otel.histogram.min": 0,
  "otel.histogram.max": 4,
  "otel.histogram.buckets": {
    scale: 20,
    zeroCount: 1,
    zeroThreshold: 0,
    positive: { offset: 2097151, bucketCounts: [1] },
    negative: { offset: 0, bucketCounts: [] },
  },
};

/** What both serializers say; the order is the SDK's affair. */
function decodedMetrics(metrics: ResourceMetrics): MetricRecord[] {
  const fromProtobuf = decodeMetrics(whole(ProtobufMetricsSerializer.serializeRequest(metrics)));
  const fromJson = decodeMetricsJson(Buffer.from(whole(JsonMetricsSerializer.serializeRequest(metrics))).toString());

  expect(fromJson).toEqual(fromProtobuf);
  const order = ["requests", "open", "depth", "duration", "payload"];
  return fromProtobuf
    .flatMap((decoded) => decoded.metrics)
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}
