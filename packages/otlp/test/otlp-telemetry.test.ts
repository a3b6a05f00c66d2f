import { setTimeout as sleep } from "node:timers/promises";
import { InMemoryTelemetry, MultiTelemetry } from "@heddle/core";
import { recordWriter } from "@heddle/core/bridge";
import { decodeTraces } from "@heddle/otlp";
import { describe, expect, test } from "vitest";
import { receiverFor } from "./sender-to.ts";
import { telemetryTo } from "./telemetry-to.ts";

describe.each(["http/protobuf", "http/json", "grpc"] as const)("by %s", (protocol) => {
  test("spans arrive as every other sink has them", async () => {
    const receiver = await receiverFor(protocol);
    const memory = new InMemoryTelemetry();
    const { telemetry: otlp, told } = telemetryTo(receiver, { protocol });
    const telemetry = new MultiTelemetry([memory, otlp]);

    await telemetry.trace("run", { "gen_ai.agent.name": "planner", turn: 1, ratio: 0.5, ok: true }, async (run) => {
      run.event("thought", { about: "tools" });
      await telemetry.trace("tool", { tags: ["a", "b"] }, async (tool) => tool.link(run, "caused_by")).then(() => {});
      telemetry.trace("tool", {}, (tool) => tool.fail(new TypeError("x is not a function")));
    });
    await telemetry.flush();

    expect(receiver.spans()).toEqual(memory.spans());
    expect(told()).toEqual([]);
  });

  test("metrics arrive added up, each instrument with its unit", async () => {
    const receiver = await receiverFor(protocol);
    const { telemetry } = telemetryTo(receiver, { protocol, temporality: "delta" });

    telemetry.emitMetric("loom.tokens", 40, { model: "small" });
    telemetry.emitMetric("loom.tokens", 2, { model: "small" });
    telemetry.emitMetric("loom.tool.duration_ms", 12.5);
    await telemetry.flush();

    const points = receiver
      .metrics()
      .map(({ name, value, unit, instrumentKind }) => [name, value, unit, instrumentKind]);
    expect(points).toEqual([
      ["loom.tokens", 42, "", "counter"],
      ["loom.tool.duration_ms", 12.5, "ms", "histogram"],
    ]);
  });

  test("21,000 spans of a loop that never yields all arrive, in requests of 1 MiB at most", async () => {
    const receiver = await receiverFor(protocol);
    const { telemetry, told, counts } = telemetryTo(receiver, { protocol });

    for (let index = 0; index < 21_000; index++) telemetry.trace("step", { index, text: "x".repeat(100) }, () => {});
    const before = counts();
    await telemetry.flush();

    expect(before).toEqual({ taken: 21_000, written: 0, dropped: 0, failed: 0, pending: 21_000 });
    expect(counts()).toEqual({ taken: 21_000, written: 21_000, dropped: 0, failed: 0, pending: 0 });
    expect(new Set(receiver.spans().map(({ spanId }) => spanId)).size).toBe(21_000);
    expect(receiver.requests.filter(({ body }) => body.length > 1024 * 1024)).toEqual([]);
    expect(told()).toEqual([]);
  });
});

test("a request says who recorded", async () => {
  const receiver = await receiverFor();
  const { telemetry } = telemetryTo(receiver, { service: "planner", resource: { "host.name": "h1", cores: 2 } });

  telemetry.trace("run", {}, () => {});
  await telemetry.flush();

  const [decoded] = receiver.requests.flatMap(({ body }) => decodeTraces(body));
  expect(decoded?.resource).toEqual({
    "service.name": "planner",
    "service.instance.id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    "telemetry.sdk.language": "nodejs",
    "telemetry.sdk.name": "heddle",
    "host.name": "h1",
    cores: 2,
  });
});

test("prompts and answers leave the process only with captureContent", async () => {
  const receiver = await receiverFor();
  const attributes = { "gen_ai.input.messages": "hello", "gen_ai.request.model": "small", long: "x".repeat(50) };

  for (const options of [{}, { captureContent: true, valueLength: 40 }]) {
    const { telemetry } = telemetryTo(receiver, options);
    telemetry.trace("chat", attributes, () => {});
    await telemetry.flush();
  }

  expect(receiver.spans().map((span) => Object.keys(span.attributes))).toEqual([
    ["gen_ai.request.model", "long"],
    ["gen_ai.input.messages", "gen_ai.request.model", "long"],
  ]);
  expect(receiver.spans().map((span) => span.attributes.long)).toEqual([
    "x".repeat(50),
    `${"x".repeat(40)}… [10 more]`,
  ]);
});

test("spans are sent after the interval, and nobody has to flush", async () => {
  const receiver = await receiverFor();
  const { telemetry, counts } = telemetryTo(receiver, { batch: { intervalMs: 20 } });

  telemetry.trace("one", {}, () => {});
  telemetry.trace("two", {}, () => {});
  while (counts().written !== 2) await sleep(5);

  expect(receiver.requests).toHaveLength(1);
});

test("a batch of maxSpans waits no longer", async () => {
  const receiver = await receiverFor();
  const { telemetry, counts } = telemetryTo(receiver, { batch: { intervalMs: 60_000, maxSpans: 2 } });

  for (const name of ["one", "two", "three"]) telemetry.trace(name, {}, () => {});
  while (counts().written !== 2) await sleep(5);

  expect(receiver.spans().map(({ name }) => name)).toEqual(["one", "two"]);
  expect(counts().pending).toBe(1);
});

test("a span that is larger than a request may be goes alone", async () => {
  const receiver = await receiverFor();
  const { telemetry } = telemetryTo(receiver, { batch: { maxBytes: 2000 } });

  for (const length of [10, 5000, 10]) telemetry.trace("step", { text: "x".repeat(length) }, () => {});
  await telemetry.flush();

  const lengths = receiver.spans().map(({ attributes }) => String(attributes.text).length);
  expect([receiver.requests.length, lengths.sort((a, b) => a - b)]).toEqual([3, [10, 10, 5000]]);
});

test("metrics are said again at every interval, what counts from the start as it is now", async () => {
  const receiver = await receiverFor();
  const { telemetry } = telemetryTo(receiver, { metricsIntervalMs: 20 });

  telemetry.emitMetric("loom.runs", 1);
  while (receiver.metrics().length < 2) await sleep(5);
  telemetry.emitMetric("loom.runs", 2);
  while (receiver.metrics().at(-1)?.value !== 3) await sleep(5);

  expect(
    receiver
      .metrics()
      .slice(0, 2)
      .map(({ value }) => value),
  ).toEqual([1, 1]);
});

test("what counts from one request to the next is sent where there is something", async () => {
  const receiver = await receiverFor();
  const { telemetry } = telemetryTo(receiver, { metricsIntervalMs: 10, temporality: "delta" });

  telemetry.emitMetric("loom.runs", 1);
  while (receiver.metrics().length < 1) await sleep(5);
  await sleep(50);
  telemetry.emitMetric("loom.runs", 2);
  while (receiver.metrics().length < 2) await sleep(5);

  expect(receiver.metrics().map(({ value }) => value)).toEqual([1, 2]);
});

test("points of metrics have the times of the recorder's clock", async () => {
  const receiver = await receiverFor();
  const clock = { monotonicMs: () => 0, wallMs: () => 1_000_000_000_000 };
  const { telemetry } = telemetryTo(receiver, { clock });

  telemetry.emitMetric("loom.runs", 1);
  await telemetry.flush();

  expect(receiver.metrics()).toEqual([
    {
      kind: "metric",
      name: "loom.runs",
      value: 1,
      unit: "",
      instrumentKind: "gauge",
      attributes: { "otel.temporality": "cumulative", "otel.started_at": 1_000_000_000_000 },
      emittedAt: 1_000_000_000_000,
    },
  ]);
});

test("a clock that breaks does not keep metrics from being sent", async () => {
  const receiver = await receiverFor();
  let isBroken = false;
  const wallMs = () => {
    if (isBroken) throw new Error("no battery");
    return Number.NaN;
  };
  const { telemetry } = telemetryTo(receiver, { clock: { monotonicMs: () => 0, wallMs } });

  recordWriter(telemetry).write({
    kind: "metric",
    name: "loom.runs",
    value: 1,
    unit: "",
    instrumentKind: "counter",
    attributes: {},
    emittedAt: 1_000_000_000_000,
  });
  isBroken = true;
  await telemetry.flush();

  expect(receiver.metrics()).toHaveLength(1);
});

test("metrics that are too many for a request go in several", async () => {
  const receiver = await receiverFor();
  const { telemetry, counts } = telemetryTo(receiver, { batch: { maxBytes: 4096 } });

  for (let run = 0; run < 1000; run++) telemetry.emitMetric("loom.runs", 1, { run });
  await telemetry.flush();

  expect(receiver.metrics()).toHaveLength(1000);
  expect(receiver.requests.filter(({ body }) => body.length > 4096)).toEqual([]);
  expect(counts()).toMatchObject({ written: 1000, pending: 0 });
});

test("after shutdown, a record is still sent", async () => {
  const receiver = await receiverFor();
  const { telemetry, told } = telemetryTo(receiver);

  telemetry.trace("in time", {}, () => {});
  await telemetry.shutdown();
  telemetry.trace("late", {}, () => {});
  await telemetry.flush();
  await telemetry.shutdown();

  expect(receiver.spans().map(({ name }) => name)).toEqual(["in time", "late"]);
  expect(told()).toEqual([]);
});
