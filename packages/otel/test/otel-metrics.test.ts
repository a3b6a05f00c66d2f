import { InMemoryTelemetry, MultiTelemetry, type SinkFailure } from "@heddle/core";
import { recordWriter } from "@heddle/core/bridge";
import { OTelTelemetry } from "@heddle/otel";
import { type Context, context, trace } from "@opentelemetry/api";
import { DataPointType, type MetricData } from "@opentelemetry/sdk-metrics";
import { expect, test } from "vitest";
import { Pipeline, registerContextManager } from "./pipeline.ts";

registerContextManager();

/** What differs between metrics of a kind is left to each test. */
function outline({ descriptor, dataPointType, dataPoints }: MetricData) {
  const { name, unit } = descriptor;
  return { name, unit, type: DataPointType[dataPointType], points: dataPoints.map(({ value }) => value) };
}

test("a counter adds up by attributes, structures of which are JSON, without content", async () => {
  const pipeline = new Pipeline();
  const telemetry = new OTelTelemetry(pipeline);

  telemetry.emitMetric("loom.tokens", 1, { model: "a", nested: { b: 1 }, prompt: "secret" });
  telemetry.emitMetric("loom.tokens", 2, { model: "a", nested: { b: 1 }, prompt: "other" });
  telemetry.emitMetric("loom.tokens", 5);

  const { dataPointType, dataPoints } = await pipeline.metric("loom.tokens");
  expect(dataPointType).toBe(DataPointType.SUM);
  expect(dataPoints.map(({ value, attributes }) => [value, attributes])).toEqual([
    [3, { model: "a", nested: '{"b":1}' }],
    [5, {}],
  ]);
});

test("the record's instrument and unit are OpenTelemetry's", async () => {
  const pipeline = new Pipeline();
  const telemetry = new OTelTelemetry({ ...pipeline, instruments: { depth: "gauge" } });

  telemetry.emitMetric("depth", 3);
  telemetry.emitMetric("depth", -2);
  telemetry.emitMetric("cost", 1, { "heddle.unit": "{USD}" });
  telemetry.emitMetric("cost", 1, { "heddle.unit": "{EUR}" });

  expect((await pipeline.metrics()).map(outline)).toEqual([
    { name: "depth", unit: "", type: "GAUGE", points: [-2] },
    { name: "cost", unit: "{USD}", type: "SUM", points: [1] },
    { name: "cost", unit: "{EUR}", type: "SUM", points: [1] },
  ]);
});

test.each([
  [
    "tool.duration_seconds",
    {},
    [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
  ],
  ["tool.duration_ms", {}, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 20480, 40960, 81920]],
  [
    "tool.result_bytes",
    {},
    [
      64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864, 268435456, 1073741824,
      4294967296,
    ],
  ],
  [
    "gen_ai.client.token.usage",
    { "heddle.instrument": "histogram", "heddle.unit": "{token}" },
    [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
  ],
  [
    "tokens.used",
    { "heddle.instrument": "histogram" },
    [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
  ],
  [
    "steps",
    { "heddle.instrument": "histogram" },
    [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000],
  ],
])("%s %j: a histogram has buckets that suit its unit", async (name, attributes, boundaries) => {
  const pipeline = new Pipeline();

  new OTelTelemetry(pipeline).emitMetric(name, 7, attributes);

  const { dataPoints } = await pipeline.metric(name);
  expect(dataPoints).toMatchObject([{ value: { count: 1, sum: 7, buckets: { boundaries } } }]);
});

test("values that would spoil an instrument, or that it leaves out in silence, are failures that are told", async () => {
  const failures: SinkFailure[] = [];
  const pipeline = new Pipeline();
  const telemetry = new OTelTelemetry({ ...pipeline, onSinkError: (failure) => failures.push(failure) });
  const memory = new InMemoryTelemetry();
  memory.emitMetric("elsewhere", 1);
  const [elsewhere] = memory.metrics();
  const writer = recordWriter(telemetry);

  telemetry.emitMetric("wait_ms", -5);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1, 2]) {
    if (elsewhere !== undefined) writer.write({ ...elsewhere, value });
  }

  expect((await pipeline.metrics()).map(outline)).toEqual([{ name: "elsewhere", unit: "", type: "SUM", points: [2] }]);
  expect(failures.map(({ message }) => message)).toEqual([
    'otel: write failed: RangeError: metric "wait_ms": a histogram of OpenTelemetry takes no -5',
  ]);
  expect(telemetry.health().sinks).toMatchObject([{ taken: 5, failed: 4, pending: 1 }]);
});

test("a thousand instruments are kept, and the metrics of further names are dropped, which is told once", async () => {
  const failures: string[] = [];
  const pipeline = new Pipeline();
  const telemetry = new OTelTelemetry({ ...pipeline, onSinkError: ({ message }) => failures.push(message) });

  for (let index = 0; index < 1002; index++) telemetry.emitMetric(`made.up.${index}`, 1);
  telemetry.emitMetric("made.up.0", 1);

  expect(await pipeline.metrics()).toHaveLength(1000);
  expect((await pipeline.metric("made.up.0")).dataPoints).toMatchObject([{ value: 2 }]);
  expect(failures).toEqual([
    'otel: write failed: RangeError: there are 1000 metric names; "made.up.1000" and all other new ones are left out. ' +
      "Put what differs into attributes",
  ]);
  expect(telemetry.health().sinks).toMatchObject([{ taken: 1003, dropped: 2, failed: 0 }]);
});

test("a name that OpenTelemetry's rule does not allow is the same in every sink", async () => {
  const pipeline = new Pipeline();
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([memory, new OTelTelemetry(pipeline)]);
  const names = ["tool latency", "1st", "größe", "x".repeat(300), "fine.name", ""];

  for (const name of names) telemetry.emitMetric(name, 1);

  expect(memory.metrics().map(({ name }) => name)).toEqual(names);
  expect((await pipeline.metrics()).map(({ descriptor }) => descriptor.name)).toEqual(names);
});

test("a gauge that the meter does not have is a failure that is told", () => {
  const failures: string[] = [];
  const { meterProvider } = new Pipeline();
  const meter = Object.assign(meterProvider.getMeter("older"), { createGauge: undefined });
  const telemetry = new OTelTelemetry({
    meterProvider: { getMeter: () => meter },
    instruments: { depth: "gauge" },
    onSinkError: ({ message }) => failures.push(message),
  });

  telemetry.emitMetric("depth", 1);
  telemetry.emitMetric("depth", 2);

  expect(failures).toEqual([
    'otel: write failed: TypeError: metric "depth": the meter has no createGauge(), as from version 1.9 of the API on',
  ]);
  expect(telemetry.health().sinks).toMatchObject([{ taken: 2, failed: 2 }]);
});

test("a metric is recorded in the context of its span, for exemplars", () => {
  const pipeline = new Pipeline();
  const contexts: (string | undefined)[] = [];
  const counter = {
    add: (_value: number, _attributes: object, given: Context) =>
      contexts.push(trace.getSpan(given)?.spanContext().spanId),
  };
  const telemetry = new OTelTelemetry({
    ...pipeline,
    meterProvider: { getMeter: () => ({ createCounter: () => counter }) },
  });
  const memory = new InMemoryTelemetry();
  const multi = new MultiTelemetry([memory, telemetry]);
  const spanIds: (string | undefined)[] = [];

  multi.emitMetric("outside", 1);
  multi.trace("run", {}, (run) => {
    multi.emitMetric("inside", 1);
    const manual = pipeline.tracerProvider.getTracer("program").startSpan("manual");
    context.with(trace.setSpan(context.active(), manual), () => multi.emitMetric("in manual", 1));
    spanIds.push(undefined, run.spanId, manual.spanContext().spanId, run.spanId);
  });
  const [, inside] = memory.metrics();
  if (inside !== undefined) recordWriter(telemetry).write(inside);

  expect(contexts).toEqual(spanIds);
});
