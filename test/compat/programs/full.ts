/** A program: what holds with every SDK. With the argument "api", it hands over its own copy of the API. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { InMemoryTelemetry, MultiTelemetry, startSpan } from "@heddle/core";
import { HeddleSpanProcessor, OTelTelemetry, sharedIds } from "@heddle/otel";
import * as api from "@opentelemetry/api";
import { type Finished, pipeline, registerContextManager } from "./sdk.ts";

const given = process.argv[2] === "api" ? { api } : {};
const warnings: unknown[] = [];
process.on("warning", (warning) => warnings.push(Reflect.get(warning, "code")));

const idsOf = (span: Finished) => [
  span.spanContext().traceId,
  span.spanContext().spanId,
  span.parentSpanContext?.spanId,
];

async function withoutContextManager() {
  const to = pipeline();
  const telemetry = new OTelTelemetry({ ...to, ...given });
  await telemetry.trace("run", {}, () => telemetry.trace("turn", {}, async () => {}));
  assert.equal(idsOf(to.span("turn"))[2], idsOf(to.span("run"))[1]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(warnings, ["HEDDLE_OTEL_CONTEXT"]);
}

async function positions() {
  const to = pipeline();
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([memory, new OTelTelemetry({ ...to, ...given })]);
  const tracer = to.tracerProvider.getTracer("program");
  const server = createServer((_request, response) =>
    tracer.startActiveSpan("GET /", async (http: { end(): void }) => {
      await telemetry.trace("run", {}, async () => {
        await tracer.startActiveSpan("manual", async (manual: { end(): void }) => {
          await telemetry.trace("turn", {}, async () => {});
          manual.end();
        });
        startSpan(telemetry, "by hand").end();
      });
      http.end();
      response.end();
    }),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const request = get({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, agent: false });
  const [response] = await once(request, "response");
  await once(response.resume(), "end");
  server.close();
  const idOf = (name: string) => idsOf(to.span(name))[1];
  const parents = ["run", "manual", "turn", "by hand"].map((name) => idsOf(to.span(name))[2]);
  assert.deepEqual(parents, ["GET /", "run", "manual", "run"].map(idOf));
  assert.equal(new Set(to.spans().map((span) => idsOf(span)[0])).size, 1);
  const recorded = memory.spans().map(({ traceId, spanId, parentSpanId }) => [traceId, spanId, parentSpanId]);
  assert.deepEqual(
    recorded,
    ["turn", "by hand", "run"].map((name) => idsOf(to.span(name))),
  );
}

function attributes() {
  const to = pipeline();
  const telemetry = new OTelTelemetry({ ...to, ...given });
  telemetry.trace("run", { nested: { a: [1, "x"] }, mixed: [1, "x"], list: ["a"], prompt: "secret" }, (span) => {
    span.set({ late: { b: true } });
    span.event("e", { nested: { c: 1 } });
    span.link(span, "retry_of", { d: { e: 1 } });
  });
  const { attributes: kept, events, links } = to.span("run");
  assert.deepEqual(kept, { nested: '{"a":[1,"x"]}', mixed: '[1,"x"]', list: ["a"], late: '{"b":true}' });
  assert.deepEqual({ ...events[0]?.attributes }, { nested: '{"c":1}' });
  assert.deepEqual({ ...links[0]?.attributes }, { "heddle.link.kind": "retry_of", d: '{"e":1}' });
}

function failures() {
  const to = pipeline();
  const telemetry = new OTelTelemetry({ ...to, ...given });
  const fail = (error: unknown) => (span: { fail(error: unknown): void }) => span.fail(error);
  telemetry.trace("error", {}, fail(Object.assign(new TypeError("boom"), { code: "E_BOOM" })));
  telemetry.trace("cancelled", {}, fail(new DOMException("stop", "AbortError")));
  const { status, events, attributes: kept } = to.span("error");
  assert.deepEqual(status, { code: api.SpanStatusCode.ERROR, message: "boom" });
  assert.deepEqual(
    events.map((event) => [event.name, event.attributes?.["exception.type"]]),
    [["exception", "TypeError"]],
  );
  assert.deepEqual({ ...kept }, { "error.type": "TypeError" });
  assert.deepEqual({ ...to.span("cancelled").attributes }, { "heddle.status": "cancelled" });
  assert.equal(to.span("cancelled").status.code, api.SpanStatusCode.UNSET);
}

async function metrics() {
  const to = pipeline();
  const telemetry = new OTelTelemetry({ ...to, ...given, instruments: { depth: "gauge" } });
  telemetry.emitMetric("tokens", 2);
  telemetry.emitMetric("tokens", 3);
  telemetry.emitMetric("depth", -1);
  telemetry.emitMetric("tool latency_seconds", 0.3);
  await telemetry.flush();
  const boundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
  assert.partialDeepStrictEqual(to.exported(), [
    ["tokens", "", 5],
    ["depth", "", -1],
    ["tool latency_seconds", "s", { count: 1, buckets: { boundaries } }],
  ]);
  const [health] = telemetry.health().sinks;
  assert.deepEqual([health?.taken, health?.written, health?.pending], [4, 4, 0]);
}

function ids() {
  const [one, two] = [pipeline({ idGenerator: sharedIds() }), pipeline({ idGenerator: sharedIds() })];
  const memory = new InMemoryTelemetry();
  const members = [one, two].map((to) => new OTelTelemetry({ ...to, ...given }));
  const telemetry = new MultiTelemetry([...members, memory]);
  telemetry.trace("run", {}, () => telemetry.trace("turn", {}, () => {}));
  const recorded = memory.spans().map(({ traceId, spanId, parentSpanId }) => [traceId, spanId, parentSpanId]);
  assert.deepEqual(
    [one, two].map((to) => to.spans().map(idsOf)),
    [recorded, recorded],
  );
}

function wayBack() {
  const memory = new InMemoryTelemetry();
  const direct = new InMemoryTelemetry();
  const to = pipeline({ spanProcessors: [new HeddleSpanProcessor(memory)] });
  const telemetry = new MultiTelemetry([direct, new OTelTelemetry({ ...to, ...given })]);
  telemetry.trace("run", { a: 1 }, (span) => {
    span.event("e", { b: 1 });
    span.link(span, "handoff", { c: 1 });
    span.fail(new TypeError("boom"));
  });
  assert.deepEqual(memory.spans(), direct.spans());
}

async function globals() {
  const to = pipeline();
  const telemetry = new OTelTelemetry(given);
  telemetry.trace("too early", {}, () => {});
  api.trace.setGlobalTracerProvider(to.tracerProvider);
  api.metrics.setGlobalMeterProvider(to.meterProvider);
  telemetry.trace("run", {}, () => telemetry.emitMetric("tokens", 1));
  await telemetry.flush();
  assert.deepEqual(
    to.spans().map(({ name }) => name),
    ["run"],
  );
  assert.deepEqual(to.exported(), [["tokens", "", 1]]);
}

await withoutContextManager();
registerContextManager();
for (const check of [positions, attributes, failures, metrics, ids, wayBack, globals]) await check();
assert.deepEqual(warnings, ["HEDDLE_OTEL_CONTEXT"]);
console.log("all holds");
