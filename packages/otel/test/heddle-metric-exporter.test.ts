import { InMemoryTelemetry, type MetricRecord, MultiTelemetry, type Sink } from "@heddle/core";
import { HeddleMetricExporter, OTelTelemetry } from "@heddle/otel";
import {
  AggregationType,
  DataPointType,
  InstrumentType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ViewOptions,
} from "@opentelemetry/sdk-metrics";
import { expect, test } from "vitest";
import { nextWarning } from "./next-warning.ts";

function collector(views: ViewOptions[] = []) {
  const memory = new InMemoryTelemetry();
  const reader = new PeriodicExportingMetricReader({ exporter: new HeddleMetricExporter(memory) });
  const provider = new MeterProvider({ readers: [reader], views });
  return { memory, provider, meter: provider.getMeter("library", "1.0.0") };
}

const scope = { "otel.scope.name": "library", "otel.scope.version": "1.0.0" };

/** A record but for its time. */
function untimed({ emittedAt, ...metric }: MetricRecord): Omit<MetricRecord, "emittedAt"> {
  expect(emittedAt).toBeGreaterThan(Date.UTC(2020));
  return metric;
}

test("a counter is what was added since the last collection", async () => {
  const { memory, provider, meter } = collector();
  const counter = meter.createCounter("requests", { unit: "{request}" });

  counter.add(2, { route: "/a" });
  counter.add(3, { route: "/a" });
  await provider.forceFlush();
  counter.add(1, { route: "/a" });
  await provider.forceFlush();

  const metric = { kind: "metric", name: "requests", unit: "{request}", instrumentKind: "counter" };
  expect(memory.metrics().map(untimed)).toEqual([
    { ...metric, value: 5, attributes: { route: "/a", ...scope } },
    { ...metric, value: 1, attributes: { route: "/a", ...scope } },
  ]);
});

test("gauges and up-down counters are levels", async () => {
  const { memory, provider, meter } = collector();
  const open = meter.createUpDownCounter("open", { unit: "1" });
  const observed = meter.createObservableUpDownCounter("observed");
  observed.addCallback((result) => result.observe(7));

  open.add(5);
  meter.createGauge("depth").record(-1.5);
  await provider.forceFlush();
  open.add(-2);
  await provider.forceFlush();

  const level = { kind: "metric", unit: "", instrumentKind: "gauge", attributes: scope };
  expect(memory.metrics().map(untimed)).toEqual([
    { ...level, name: "open", unit: "1", value: 5 },
    { ...level, name: "observed", value: 7 },
    { ...level, name: "depth", value: -1.5 },
    { ...level, name: "open", unit: "1", value: 3 },
    { ...level, name: "observed", value: 7 },
  ]);
});

test("one measurement of a histogram is itself; of several, the sum with all that is known of them", async () => {
  const { memory, provider, meter } = collector();
  const histogram = meter.createHistogram("wait_ms", {
    unit: "ms",
    advice: { explicitBucketBoundaries: [10, 20] },
  });

  histogram.record(12.5);
  await provider.forceFlush();
  for (const ms of [5, 15, 25, 35]) histogram.record(ms);
  await provider.forceFlush();

  const metric = { kind: "metric", name: "wait_ms", unit: "ms", instrumentKind: "histogram" };
  expect(memory.metrics().map(untimed)).toEqual([
    { ...metric, value: 12.5, attributes: scope },
    {
      ...metric,
      value: 80,
      attributes: {
        "otel.histogram.count": 4,
        "otel.histogram.min": 5,
        "otel.histogram.max": 35,
        "otel.histogram.buckets": { boundaries: [10, 20], counts: [1, 1, 2] },
        ...scope,
      },
    },
  ]);
});

test("an exponential histogram keeps its buckets", async () => {
  const { memory, provider, meter } = collector([
    { instrumentName: "*", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
  ]);
  const histogram = meter.createHistogram("wait_ms");

  histogram.record(1);
  histogram.record(4);
  await provider.forceFlush();

  expect(memory.metrics()[0]).toMatchObject({
    value: 5,
    instrumentKind: "histogram",
    attributes: {
      "otel.histogram.count": 2,
      "otel.histogram.min": 1,
      "otel.histogram.max": 4,
      "otel.histogram.buckets": { scale: expect.any(Number), zeroCount: 0, positive: { offset: expect.any(Number) } },
    },
  });
});

test("a histogram of what may be negative has no sum: it counts its measurements", async () => {
  const { memory, provider, meter } = collector([
    {
      instrumentName: "*",
      aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [0] } },
    },
  ]);
  const balance = meter.createGauge("balance", { unit: "{credit}" });

  balance.record(-1);
  balance.record(3);
  await provider.forceFlush();

  expect(memory.metrics().map(untimed)).toEqual([
    {
      kind: "metric",
      name: "balance.count",
      value: 2,
      unit: "",
      instrumentKind: "counter",
      attributes: {
        "otel.histogram.count": 2,
        "otel.histogram.min": -1,
        "otel.histogram.max": 3,
        "otel.histogram.buckets": { boundaries: [0], counts: [1, 1] },
        ...scope,
      },
    },
  ]);
});

test("points of another temporality than was asked for are levels, or say so", () => {
  const memory = new InMemoryTelemetry();
  const exporter = new HeddleMetricExporter(memory);
  const point = (value: unknown) => ({ startTime: [0, 0], endTime: [1, 500_000], attributes: {}, value });
  const sum = (isMonotonic: boolean, aggregationTemporality: number) => ({
    descriptor: { name: `${isMonotonic} ${aggregationTemporality}`, unit: "" },
    dataPointType: DataPointType.SUM,
    isMonotonic,
    aggregationTemporality,
    dataPoints: [point(1)],
  });
  const histogram = (sum: number | undefined) => ({
    descriptor: { name: "h", unit: "" },
    dataPointType: DataPointType.HISTOGRAM,
    aggregationTemporality: 1,
    dataPoints: [point({ count: 1, sum, buckets: { boundaries: [], counts: [1] } })],
  });
  const metrics = [sum(true, 0), sum(true, 1), sum(false, 0), sum(false, 1), histogram(3), histogram(undefined)];

  exporter.export({ scopeMetrics: [{ scope: { name: "" }, metrics }] } as never, () => {});

  expect(
    memory
      .metrics()
      .map(({ name, instrumentKind, emittedAt, attributes }) => [name, instrumentKind, emittedAt, attributes]),
  ).toEqual([
    ["true 0", "counter", 1000.5, {}],
    ["true 1", "gauge", 1000.5, {}],
    ["false 0", "gauge", 1000.5, { "otel.temporality": "delta" }],
    ["false 1", "gauge", 1000.5, {}],
    ["h", "histogram", 1000.5, { "otel.temporality": "cumulative" }],
    [
      "h.count",
      "gauge",
      1000.5,
      { "otel.histogram.count": 1, "otel.histogram.buckets": { boundaries: [], counts: [1] } },
    ],
  ]);
});

test("a value that is not finite is left out and told, and the others arrive", async () => {
  const { memory, provider, meter } = collector();
  const warning = nextWarning();

  meter.createCounter("poisoned").add(Number.NaN);
  meter.createCounter("sound").add(1);
  await provider.forceFlush();

  expect(memory.metrics().map(({ name }) => name)).toEqual(["sound"]);
  expect(await warning).toBe(
    "HeddleMetricExporter: metric poisoned: NaN is not a finite number; left out (telemetry goes on; said once)",
  );
});

test("the result says what failed", async () => {
  const warning = nextWarning();
  const exporter = new HeddleMetricExporter(new InMemoryTelemetry());
  const results: unknown[] = [];
  const metrics = (value: number) => [
    {
      descriptor: { name: "m", unit: "" },
      dataPointType: DataPointType.GAUGE,
      aggregationTemporality: 0,
      dataPoints: [{ endTime: [1, 0], attributes: {}, value }],
    },
  ];

  for (const value of [Number.POSITIVE_INFINITY, 1]) {
    exporter.export({ scopeMetrics: [{ scope: { name: "" }, metrics: metrics(value) }] } as never, (result) =>
      results.push(result),
    );
  }

  expect(results).toEqual([
    { code: 1, error: new RangeError("metric m: Infinity is not a finite number; left out") },
    { code: 0 },
  ]);
  await warning;
});

test("all instruments are collected as deltas but those that are levels", () => {
  const exporter = new HeddleMetricExporter(new InMemoryTelemetry());

  const cumulative = Object.values(InstrumentType).filter((type) => exporter.selectAggregationTemporality(type) === 1);

  expect(cumulative).toEqual([InstrumentType.UP_DOWN_COUNTER, InstrumentType.OBSERVABLE_UP_DOWN_COUNTER]);
});

test("a metric that OTelTelemetry emits comes back as itself, and never goes round in circles", async () => {
  const memory = new InMemoryTelemetry();
  const otel = new OTelTelemetry({ meterProvider: { getMeter: (name: string) => provider.getMeter(name) } });
  const exporter = new HeddleMetricExporter(new MultiTelemetry([otel, memory]));
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });

  otel.emitMetric("tokens", 3, { model: "m" });
  otel.emitMetric("wait_seconds", 0.5);
  await provider.forceFlush();
  await provider.forceFlush();

  expect(memory.metrics().map(untimed)).toEqual([
    { kind: "metric", name: "tokens", value: 3, unit: "", instrumentKind: "counter", attributes: { model: "m" } },
    { kind: "metric", name: "wait_seconds", value: 0.5, unit: "s", instrumentKind: "histogram", attributes: {} },
  ]);
});

test("flush and shutdown wait for the target", async () => {
  let flushes = 0;
  const sink: Sink = { write() {}, flush: async () => void flushes++ };
  const exporter = new HeddleMetricExporter(sink);

  await exporter.forceFlush();
  await exporter.shutdown();

  expect(flushes).toBe(2);
});
