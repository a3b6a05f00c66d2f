import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConsoleTelemetry,
  FileTelemetry,
  InMemoryTelemetry,
  type JsonObject,
  MultiTelemetry,
  Recorder,
  readJsonl,
  type Sink,
  type SpanNode,
  type SpanStart,
} from "@heddle/core";
import { HeddleSpanProcessor, OTelTelemetry } from "@heddle/otel";
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { SamplingDecision, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instrumentFetch } from "./fixtures/instrument-fetch.ts";
import { nextWarning } from "./next-warning.ts";

const startMs = 1_700_000_000_000;
const hr = (us: number): [number, number] => [startMs / 1000, us * 1000];

function recordInto(memory: InMemoryTelemetry, options = {}): TracerProvider {
  return new TracerProvider({ spanProcessors: [new HeddleSpanProcessor(memory, options)] });
}

function outline(nodes: readonly SpanNode[]): unknown[] {
  return nodes.map(({ span, children }) => [span.name, outline(children)]);
}

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterAll(() => {
  context.disable();
  propagation.disable();
});

test("a span of any library is a whole record, to the microsecond", () => {
  const memory = new InMemoryTelemetry();
  const tracer = recordInto(memory).getTracer("some-library", "1.2.3");
  const older = tracer.startSpan("older", { startTime: hr(0) });
  const parent = trace.setSpan(ROOT_CONTEXT, older);

  const span = tracer.startSpan(
    "GET /users",
    {
      kind: SpanKind.CLIENT,
      startTime: hr(1),
      attributes: { "http.status": 200, list: ["a"], nested: { deep: [1, { b: true }] } as never },
      links: [{ context: older.spanContext(), attributes: { "heddle.link.kind": "retry_of", attempt: 2 } }],
    },
    parent,
  );
  span.addEvent("first byte", { bytes: 12 }, hr(1500));
  span.addLink({ context: older.spanContext() });
  span.setAttribute("late", new Uint8Array([1, 2, 3]) as never);
  span.end(hr(4321));
  older.end(hr(5000));

  const { traceId, spanId } = span.spanContext();
  const { spanId: parentSpanId } = older.spanContext();
  expect(memory.spans()[0]).toEqual({
    kind: "span",
    name: "GET /users",
    traceId,
    spanId,
    parentSpanId,
    startedAt: startMs + 0.001,
    endedAt: startMs + 4.321,
    durationMs: 4.32,
    status: "ok",
    attributes: {
      "http.status": 200,
      list: ["a"],
      nested: { deep: [1, { b: true }] },
      late: "<Uint8Array 3 bytes: 010203>",
      "otel.span.kind": "CLIENT",
      "otel.scope.name": "some-library",
      "otel.scope.version": "1.2.3",
    },
    events: [{ name: "first byte", time: startMs + 1.5, attributes: { bytes: 12 } }],
    links: [
      { kind: "retry_of", traceId, spanId: parentSpanId, attributes: { attempt: 2 } },
      { kind: "caused_by", traceId, spanId: parentSpanId },
    ],
  });
});

describe("the outcome", () => {
  const attributes = { "otel.scope.name": "t" };

  test("an exception with status error is the span's error, and earlier ones are events", () => {
    const memory = new InMemoryTelemetry();
    const span = recordInto(memory).getTracer("t").startSpan("x");
    const error = new TypeError("x is not a function");

    span.recordException({ name: "RetryError", message: "once more" }, hr(2));
    span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    span.end();

    const [{ status, exception, error: failure, events, attributes: given } = {}] = memory.spans();
    expect({ status, exception, failure, events, given }).toEqual({
      status: "error",
      exception: "TypeError: x is not a function",
      failure: { type: "TypeError", message: "x is not a function", stack: error.stack },
      events: [
        {
          name: "exception",
          time: startMs + 0.002,
          attributes: { "exception.type": "RetryError", "exception.message": "once more" },
        },
      ],
      given: attributes,
    });
  });

  test("a status error without an exception is an error, too", () => {
    const memory = new InMemoryTelemetry();
    const tracer = recordInto(memory).getTracer("t");

    const typed = tracer.startSpan("typed", { attributes: { "error.type": "429" } });
    typed.setStatus({ code: SpanStatusCode.ERROR, message: "slow down" }).end();
    tracer.startSpan("bare").setStatus({ code: SpanStatusCode.ERROR }).end();

    expect(memory.find("typed")[0]).toMatchObject({
      exception: "429: slow down",
      error: { type: "429", message: "slow down" },
      attributes: { ...attributes, "error.type": "429" },
    });
    expect(memory.find("bare")[0]).toMatchObject({ exception: "Error", error: { type: "Error", message: "" } });
  });

  test("what the status says beside the exception, and what an exception event says beside the error, is kept", () => {
    const memory = new InMemoryTelemetry();
    const span = recordInto(memory).getTracer("t").startSpan("x");

    span.addEvent("exception", { "exception.message": "refused", port: 80 }, hr(3));
    span.setStatus({ code: SpanStatusCode.ERROR, message: "could not connect" });
    span.end();

    expect(memory.spans()[0]).toMatchObject({
      error: { type: "Error", message: "refused" },
      events: [{ name: "exception", attributes: { "exception.message": "refused", port: 80 } }],
      attributes: { ...attributes, "otel.status_description": "could not connect" },
    });
  });

  test("without status error, an exception is an event", () => {
    const memory = new InMemoryTelemetry();
    const span = recordInto(memory).getTracer("t").startSpan("x");

    span.recordException({ name: "Error", message: "handled" });
    span.setStatus({ code: SpanStatusCode.OK });
    span.end();

    const [record] = memory.spans();
    expect(record).toMatchObject({ status: "ok", events: [{ name: "exception" }] });
    expect(record).not.toHaveProperty("error");
  });

  test("an attribute says that a span was cancelled, and is taken out again", () => {
    const memory = new InMemoryTelemetry();
    const tracer = recordInto(memory).getTracer("t");

    tracer.startSpan("aborted", { attributes: { "heddle.status": "cancelled" } }).end();
    const failed = tracer.startSpan("failed", { attributes: { "heddle.status": "cancelled" } });
    failed.setStatus({ code: SpanStatusCode.ERROR }).end();

    const [aborted] = memory.find("aborted");
    expect([aborted?.status, aborted?.attributes]).toEqual(["cancelled", attributes]);
    expect(memory.find("failed")[0]).toMatchObject({
      status: "error",
      attributes: { ...attributes, "heddle.status": "cancelled" },
    });
  });
});

test("what OpenTelemetry had no room for, and links to no span, are counted", () => {
  const memory = new InMemoryTelemetry();
  const provider = new TracerProvider({
    spanProcessors: [new HeddleSpanProcessor(memory)],
    spanLimits: { attributeCountLimit: 1, eventCountLimit: 1, linkCountLimit: 1 },
  });
  const nobody = { traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 };

  const span = provider.getTracer("").startSpan("x", { attributes: { a: 1, b: 2, c: 3 } });
  span.addEvent("lost").addEvent("kept");
  span.addLinks([{ context: nobody }, { context: nobody }]);
  span.end();

  expect(memory.spans()[0]?.attributes).toEqual({
    a: 1,
    "otel.dropped_attributes_count": 2,
    "otel.dropped_events_count": 1,
    "otel.dropped_links_count": 2,
  });
});

test("the resource is among the attributes where it is asked for, and the span's own win", () => {
  const memory = new InMemoryTelemetry();
  const provider = recordInto(memory, { resource: true });

  provider
    .getTracer("")
    .startSpan("x", { attributes: { "telemetry.sdk.language": "mine" } })
    .end();

  expect(memory.spans()[0]?.attributes).toMatchObject({
    "service.name": expect.stringContaining("unknown_service"),
    "telemetry.sdk.language": "mine",
  });
});

test("a live view sees a span open, with what was given at the start", () => {
  const starts: SpanStart[] = [];
  const sink: Sink = { write() {}, spanStarted: (start) => void starts.push(start) };
  const tracer = new TracerProvider({ spanProcessors: [new HeddleSpanProcessor(sink)] }).getTracer("t");
  const parent = tracer.startSpan("parent", { startTime: hr(1) });

  tracer.startSpan("child", { startTime: hr(2), attributes: { a: 1 } }, trace.setSpan(ROOT_CONTEXT, parent));

  const { traceId, spanId: parentSpanId } = parent.spanContext();
  expect(starts[1]).toEqual({
    kind: "span_start",
    name: "child",
    traceId,
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    parentSpanId,
    startedAt: startMs + 0.002,
    attributes: { a: 1, "otel.scope.name": "t" },
  });
});

test("the console, a file and memory show what a library did", async () => {
  const folder = mkdtempSync(join(tmpdir(), "heddle-otel-"));
  const path = join(folder, "traces.jsonl");
  const memory = new InMemoryTelemetry();
  const shown: string[] = [];
  const stream = { write: (text: string) => shown.push(text) };
  const console = new ConsoleTelemetry({ stream, color: false, mode: "tree" });
  const target = new MultiTelemetry([console, new FileTelemetry(path), memory]);
  const provider = new TracerProvider({ spanProcessors: [new HeddleSpanProcessor(target)] });

  const outer = provider.getTracer("").startSpan("outer", { attributes: { model: "m" }, startTime: hr(0) });
  provider
    .getTracer("")
    .startSpan("inner", { startTime: hr(1) }, trace.setSpan(ROOT_CONTEXT, outer))
    .end(hr(2501));
  outer.end(hr(3500));
  await provider.forceFlush();

  const { records } = readJsonl(readFileSync(path, "utf8"));
  rmSync(folder, { recursive: true });
  expect(shown.join("")).toBe("• outer (3.5ms) model=m\n  • inner (2.5ms)\n");
  expect(records.filter(({ kind }) => kind === "span")).toEqual(memory.spans());
  expect(memory.health().sinks.map(({ written, pending }) => [written, pending])).toEqual([[2, 0]]);
});

test("spans that are recorded but not sampled stay out, as with OpenTelemetry's own processors", () => {
  const memory = new InMemoryTelemetry();
  const provider = new TracerProvider({
    sampler: { shouldSample: () => ({ decision: SamplingDecision.RECORD }) },
    spanProcessors: [new HeddleSpanProcessor(memory)],
  });

  provider.getTracer("t").startSpan("x").end();

  expect([memory.spans(), memory.openSpans()]).toEqual([[], []]);
});

test("an instrumented fetch and an instrumented server are one trace, below the agent's span and around its own", async () => {
  const memory = new InMemoryTelemetry();
  const provider = recordInto(memory);
  const telemetry = new MultiTelemetry([memory, new OTelTelemetry({ tracerProvider: provider })]);
  const restore = instrumentFetch(provider);
  const server = createServer((request, response) => {
    const caller = propagation.extract(ROOT_CONTEXT, request.headers);
    provider.getTracer("server").startActiveSpan("SERVE", { kind: SpanKind.SERVER }, caller, (span) => {
      telemetry.trace("handler", {}, () => response.end("ok"));
      span.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  await telemetry.trace("loom.run", {}, async () => (await fetch(`http://127.0.0.1:${port}/answer`)).text());

  restore();
  server.closeAllConnections();
  server.close();
  expect(outline(memory.tree())).toEqual([["loom.run", [["GET", [["SERVE", [["handler", []]]]]]]]]);
  expect(memory.find("GET")[0]?.attributes).toEqual({
    "http.request.method": "GET",
    "url.path": "/answer",
    "http.response.status_code": 200,
    "otel.span.kind": "CLIENT",
    "otel.scope.name": "fetch-instrumentation",
    "otel.scope.version": "1.0.0",
  });
});

describe("with a telemetry over OpenTelemetry", () => {
  test("spans of a fan-out reach its other members once, and those of other libraries nest in them", () => {
    const memory = new InMemoryTelemetry();
    const telemetry: MultiTelemetry = new MultiTelemetry([memory, new OTelTelemetry({ tracerProvider: late() })]);
    const provider = recordInto(memory);
    function late() {
      return { getTracer: (name: string) => provider.getTracer(name) };
    }

    telemetry.trace("loom.run", {}, () => {
      expect(memory.openSpans().map(({ name }) => name)).toEqual(["loom.run"]);
      provider.getTracer("library").startActiveSpan("query", (span) => {
        telemetry.trace("loom.tool", {}, () => {});
        span.end();
      });
    });

    expect(outline(memory.tree())).toEqual([["loom.run", [["query", [["loom.tool", []]]]]]]);
  });

  test("the fan-out itself is a target: nothing goes round in circles, and nothing is exported twice", () => {
    const memory = new InMemoryTelemetry();
    const ended: string[] = [];
    const telemetry: MultiTelemetry = new MultiTelemetry([
      memory,
      new OTelTelemetry({ tracerProvider: { getTracer: (name: string) => provider.getTracer(name) } }),
    ]);
    const provider = new TracerProvider({
      spanProcessors: [
        new HeddleSpanProcessor(telemetry),
        {
          onStart() {},
          onEnd: ({ name }) => void ended.push(name),
          forceFlush: async () => {},
          shutdown: async () => {},
        },
      ],
    });

    telemetry.trace("ours", {}, () => provider.getTracer("library").startSpan("theirs", {}, context.active()).end());

    expect(outline(memory.tree())).toEqual([["ours", [["theirs", []]]]]);
    expect(ended).toEqual(["theirs", "ours"]);
  });

  test("what OTelTelemetry records and the processor brings back is the same record", async () => {
    const direct = new InMemoryTelemetry();
    const back = new InMemoryTelemetry();
    const tracerProvider = recordInto(back);
    const telemetry = new MultiTelemetry([direct, new OTelTelemetry({ tracerProvider, captureContent: true })]);
    const attributes: JsonObject = { text: "a", number: 1.5, yes: true, list: [1, 2], input: "content" };

    await telemetry.trace("outer", attributes, async (outer) => {
      outer.event("happened", { a: 1 });
      telemetry.trace("inner", {}, (inner) => inner.link(outer, "retry_of", { attempt: 2 }));
      telemetry.trace("handled", {}, (span) => span.fail(new RangeError("too far")));
      outer.set({ late: "b" });
    });
    const aborted = telemetry.trace("aborted", {}, async () => AbortSignal.abort().throwIfAborted());
    await expect(aborted).rejects.toThrow("aborted");
    expect(() => telemetry.trace("thrown", {}, () => JSON.parse("{"))).toThrow(SyntaxError);

    expect(back.spans()).toEqual(direct.spans());
  });

  test("a target that is OpenTelemetry alone is refused", () => {
    expect(() => new HeddleSpanProcessor(new OTelTelemetry())).toThrow(
      "otel: these records come from there; give a telemetry that keeps them elsewhere",
    );
  });
});

test("a sink that makes spans of its own in the same provider is not told of those, which is said once", async () => {
  const written: string[] = [];
  const warning = nextWarning();
  const sink: Sink = {
    write({ name }) {
      written.push(name);
      tracer.startSpan("write").end();
    },
  };
  const tracer = new TracerProvider({ spanProcessors: [new HeddleSpanProcessor(sink)] }).getTracer("t");

  tracer.startSpan("x").end();

  expect(written).toEqual(["x"]);
  expect(await warning).toBe(
    "HeddleSpanProcessor: the target records its own work there; that is left out (telemetry goes on; said once)",
  );
});

test("a span that cannot be read does no harm, and is told once", async () => {
  const memory = new InMemoryTelemetry();
  const processor = new HeddleSpanProcessor(memory);
  const warning = nextWarning();
  const span = {
    name: "x",
    kind: 0,
    spanContext: () => ({ traceId: "1", spanId: "2", traceFlags: 1 }),
    startTime: hr(0),
    attributes: {},
    resource: { attributes: {} },
  };

  processor.onStart(span);
  processor.onEnd(undefined as never);

  expect(await warning).toBe(
    'HeddleSpanProcessor: span "x": ids "1" "2" are not W3C ids (telemetry goes on; said once)',
  );
  expect([memory.spans(), memory.openSpans()]).toEqual([[], []]);
});

test("whatever a span throws when it is read is told as text", async () => {
  const warning = nextWarning();

  new HeddleSpanProcessor(new InMemoryTelemetry()).onEnd({
    spanContext() {
      throw "no span";
    },
  } as never);

  expect(await warning).toBe("HeddleSpanProcessor: no span (telemetry goes on; said once)");
});

test("flush and shutdown wait for the target, and the target goes on", async () => {
  const flushes: unknown[] = [];
  const sink: Sink = { write() {}, flush: async (options) => void flushes.push(options) };
  const processor = new HeddleSpanProcessor(new Recorder(sink));

  await processor.forceFlush();
  await processor.forceFlush({ timeoutMillis: 5000 });
  await processor.shutdown();

  expect(flushes).toEqual([{ timeoutMs: 30_000 }, { timeoutMs: 5000 }, { timeoutMs: 30_000 }]);
});
