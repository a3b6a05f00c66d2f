import { InMemoryTelemetry, MultiTelemetry, resolveTelemetry, startSpan } from "@heddle/core";
import { OTelTelemetry, otelResolvers } from "@heddle/otel";
import * as api from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { afterEach, describe, expect, test } from "vitest";
import { idsOf, Pipeline } from "./pipeline.ts";

const { context, metrics, trace } = api;

afterEach(() => {
  for (const each of [context, metrics, trace]) each.disable();
});

describe("without an SDK", () => {
  test("ids are Heddle's own, spans nest, and everything counts as dropped", () => {
    const memory = new InMemoryTelemetry();
    const telemetry = new MultiTelemetry([memory, new OTelTelemetry()]);

    telemetry.trace("run", {}, (run) => {
      run.set({ a: 1 });
      run.event("e");
      run.link(run, "caused_by");
      telemetry.trace("turn", {}, () => telemetry.emitMetric("tokens", 1));
      startSpan(telemetry, "continued", {}, { parent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` }).end();
    });

    const [turn, continued, run] = memory.spans();
    expect(turn).toMatchObject({ traceId: run?.traceId, parentSpanId: run?.spanId });
    expect(run?.parentSpanId).toBeUndefined();
    expect(continued).toMatchObject({ traceId: "a".repeat(32), parentSpanId: "b".repeat(16) });
    expect(new Set(memory.spans().map(({ spanId }) => spanId)).size).toBe(3);
    const { sinks } = telemetry.health();
    expect(sinks[1]).toMatchObject({ sink: "otel", taken: 4, written: 0, dropped: 4, failed: 0, pending: 0 });
  });

  test("a context manager alone carries our span, for headers of outgoing requests", () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const memory = new InMemoryTelemetry();
    const telemetry = new MultiTelemetry([memory, new OTelTelemetry()]);

    const active = telemetry.trace("run", {}, () =>
      telemetry.trace("turn", {}, () => trace.getActiveSpan()?.spanContext()),
    );
    const sampledOut = startSpan(telemetry, "out", {}, { parent: `00-${"a".repeat(32)}-${"b".repeat(16)}-00` });

    const [turn, run] = memory.spans();
    expect(active).toEqual({ traceId: turn?.traceId, spanId: turn?.spanId, traceFlags: 1 });
    expect(turn?.parentSpanId).toBe(run?.spanId);
    expect(sampledOut.run(() => trace.getActiveSpan()?.spanContext().traceFlags)).toBe(0);
  });

  test("there is nothing to flush", async () => {
    const telemetry = new OTelTelemetry();

    await expect(telemetry.flush()).resolves.toBeUndefined();
    expect(telemetry.health().sinks[0]?.lastError).toBeUndefined();
  });
});

test("the global providers are used from when they are registered, and flushed behind their stand-in", async () => {
  const pipeline = new Pipeline();
  const telemetry = new OTelTelemetry();
  telemetry.trace("too early", {}, () => telemetry.emitMetric("early", 1));

  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(pipeline.tracerProvider);
  metrics.setGlobalMeterProvider(pipeline.meterProvider);
  telemetry.trace("run", {}, () => telemetry.emitMetric("tokens", 2));
  await telemetry.flush();

  expect(pipeline.spans.map(({ name }) => name)).toEqual(["run"]);
  expect((await pipeline.metrics()).map(({ descriptor }) => descriptor.name)).toEqual(["tokens"]);
  expect(telemetry.health().sinks).toMatchObject([{ taken: 4, written: 2, dropped: 2, pending: 0 }]);
});

test("the instruments of a provider that is no longer the global one are forgotten", async () => {
  const pipelines = [new Pipeline(), new Pipeline()];
  const telemetry = new OTelTelemetry();

  for (const { meterProvider } of pipelines) {
    metrics.disable();
    metrics.setGlobalMeterProvider(meterProvider);
    telemetry.emitMetric("tokens", 1);
  }

  for (const pipeline of pipelines) {
    expect((await pipeline.metric("tokens")).dataPoints).toMatchObject([{ value: 1 }]);
  }
});

test("a provider that is given and the same one as the global provider are one", () => {
  const pipeline = new Pipeline();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(pipeline.tracerProvider);
  const [given, global] = [new OTelTelemetry(pipeline), new OTelTelemetry({ api })];

  given.trace("run", {}, () => global.trace("turn", {}, () => {}));

  expect(idsOf(pipeline.span("turn"))[2]).toBe(pipeline.span("run").spanContext().spanId);
});

describe("resolveTelemetry", () => {
  const options = { resolvers: otelResolvers };

  test('"otel" records with the global providers', () => {
    const pipeline = new Pipeline();
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(pipeline.tracerProvider);

    resolveTelemetry("otel", options).trace("run", { prompt: "p" }, () => {});
    resolveTelemetry({ backend: "OTel", captureContent: true }, options).trace("told", { prompt: "p" }, () => {});
    resolveTelemetry("multi:memory,otel", options).trace("multi", {}, () => {});

    expect(pipeline.spans.map(({ name, attributes }) => [name, attributes])).toEqual([
      ["run", {}],
      ["told", { prompt: "p" }],
      ["multi", {}],
    ]);
  });

  test("what stands behind a colon is told", () => {
    expect(() => resolveTelemetry("otel:4317", options)).toThrow(
      'resolveTelemetry: "otel" takes no "4317"; set up the global providers, or give them',
    );
  });
});
