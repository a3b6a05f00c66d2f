import { InMemoryTelemetry, MultiTelemetry, redact, type SinkFailure, type SpanRecord, startSpan } from "@heddle/core";
import { recordWriter } from "@heddle/core/bridge";
import { OTelTelemetry } from "@heddle/otel";
import { type Attributes, SpanStatusCode } from "@opentelemetry/api";
import { SamplingDecision } from "@opentelemetry/sdk-trace";
import { describe, expect, test } from "vitest";
import { idsOf, microseconds, Pipeline, registerContextManager, sinkOf } from "./pipeline.ts";

registerContextManager();

const startMs = Date.UTC(2026, 10, 21);

test("a span becomes one of OpenTelemetry's, with its late attributes, events and links", () => {
  const pipeline = new Pipeline();
  const telemetry = new OTelTelemetry(pipeline);
  const older = startSpan(telemetry, "older");

  telemetry.trace("run", { model: "small", turn: 1, tags: ["a", "b"], nested: { deep: [1, "x"] } }, (span) => {
    span.set({ turn: 2, late: true });
    span.event("retry", { attempt: 2, why: { code: 503 } });
    span.link(older, "retry_of", { why: "timeout" });
    span.link(older, "caused_by");
  });

  const { attributes, events, links, status, instrumentationScope } = pipeline.span("run");
  expect(attributes).toEqual({ model: "small", turn: 2, tags: ["a", "b"], nested: '{"deep":[1,"x"]}', late: true });
  expect(events).toMatchObject([{ name: "retry", attributes: { attempt: 2, why: '{"code":503}' } }]);
  const { traceId, spanId } = older;
  expect(links).toMatchObject([
    { context: { traceId, spanId }, attributes: { "heddle.link.kind": "retry_of", why: "timeout" } },
    { context: { traceId, spanId }, attributes: { "heddle.link.kind": "caused_by" } },
  ]);
  expect([status, instrumentationScope.name]).toEqual([{ code: SpanStatusCode.UNSET }, "@heddle/otel"]);
});

test("times are those of the record, to the microsecond", () => {
  const pipeline = new Pipeline();
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([memory, new OTelTelemetry(pipeline)]);

  const span = startSpan(telemetry, "work", {}, { startTime: startMs + 0.123 });
  span.event("now");
  span.end(startMs + 4321.999);

  const { startTime, endTime, duration, events } = pipeline.span("work");
  expect([startTime, endTime].map(microseconds)).toEqual([startMs * 1000 + 123, startMs * 1000 + 4_321_999]);
  expect(microseconds(duration)).toBe(4_321_876);
  expect(events[0] && microseconds(events[0].time)).toBe((memory.spans()[0]?.events?.[0]?.time ?? 0) * 1000);
});

test("ids are OpenTelemetry's, children name their parent, and branches stay apart", async () => {
  const pipeline = new Pipeline();
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([memory, new OTelTelemetry(pipeline)]);

  await telemetry.trace("run", {}, async () => {
    const branch = (name: string) =>
      telemetry.trace(name, {}, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        telemetry.trace(`inside ${name}`, {}, () => {});
      });
    await Promise.all([branch("a"), branch("b")]);
  });

  const recorded = memory
    .spans()
    .map(({ name, traceId, spanId, parentSpanId }) => [name, traceId, spanId, parentSpanId]);
  expect(pipeline.spans.map((span) => [span.name, ...idsOf(span)])).toEqual(recorded);
  expect(new Set(recorded.map(([, traceId]) => traceId)).size).toBe(1);
});

describe("a failure", () => {
  test("is the status, one exception and its type", () => {
    const pipeline = new Pipeline();
    const telemetry = new OTelTelemetry(pipeline);
    const error = Object.assign(new TypeError("no answer"), { code: "E_NO" });

    expect(() =>
      telemetry.trace("run", {}, (span) => {
        span.fail(new Error("handled before"));
        throw error;
      }),
    ).toThrow(error);

    const { status, events, attributes, endTime } = pipeline.span("run");
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: "no answer" });
    expect(attributes).toEqual({ "error.type": "TypeError" });
    expect(events).toEqual([
      expect.objectContaining({
        name: "exception",
        time: endTime,
        attributes: {
          "exception.type": "TypeError",
          "exception.message": "no answer",
          "exception.stacktrace": error.stack,
        },
      }),
    ]);
  });

  test("that was handled and told is one as well, and the program's own error.type stays", () => {
    const pipeline = new Pipeline();
    const telemetry = new OTelTelemetry(pipeline);

    telemetry.trace("run", { "error.type": "timeout" }, (span) => span.fail("no stack"));

    const { status, events, attributes } = pipeline.span("run");
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: "no stack" });
    expect(attributes).toEqual({ "error.type": "timeout" });
    expect(events.map((event) => event.attributes)).toEqual([
      { "exception.type": "string", "exception.message": "no stack" },
    ]);
  });

  test("that is a cancellation is no error", () => {
    const pipeline = new Pipeline();
    const telemetry = new OTelTelemetry(pipeline);

    telemetry.trace("run", {}, (span) => span.fail(new DOMException("stop", "AbortError")));

    const { status, attributes, events } = pipeline.span("run");
    expect(status).toEqual({ code: SpanStatusCode.UNSET });
    expect(attributes).toEqual({ "heddle.status": "cancelled" });
    expect(events).toMatchObject([{ name: "exception", attributes: { "exception.type": "AbortError" } }]);
  });

  test("that a record tells without saying what failed is only the status", () => {
    const pipeline = new Pipeline();
    const record = recordOf("run");

    recordWriter(new OTelTelemetry(pipeline)).write({ ...record, status: "error" });

    const { status, events, attributes } = pipeline.span("run");
    expect([status, events, attributes]).toEqual([{ code: SpanStatusCode.ERROR }, [], { a: 1 }]);
  });
});

describe("content", () => {
  const content = { "gen_ai.input.messages": [{ role: "user" }], "gen_ai.request.model": "small" };

  test("stays in the process, at the start, late, in events and in links", () => {
    const pipeline = new Pipeline();
    const telemetry = new OTelTelemetry(pipeline);

    telemetry.trace("run", content, (span) => {
      span.set({ "gen_ai.output.messages": "secret" });
      span.event("e", content);
      span.link(span, "caused_by", content);
    });

    const { attributes, events, links } = pipeline.span("run");
    const model = { "gen_ai.request.model": "small" };
    expect(attributes).toEqual(model);
    expect(events.map((event) => event.attributes)).toEqual([model]);
    expect(links.map((link) => link.attributes)).toEqual([{ "heddle.link.kind": "caused_by", ...model }]);
  });

  test("leaves it where the program says so, cut so that JSON stays JSON", () => {
    const pipeline = new Pipeline();
    const telemetry = new OTelTelemetry({ ...pipeline, captureContent: true, valueLength: 24 });
    const messages = [{ role: "user", content: "x".repeat(99) }];

    telemetry.trace("run", { "gen_ai.input.messages": messages }, () => {});

    const text = pipeline.span("run").attributes["gen_ai.input.messages"];
    expect(text).toMatch(/^\[\{"role":"user","content":"x+… \[\d+ more\]"\}\]$/);
  });
});

test("a wrapper around it has the last word on what a span says", () => {
  const pipeline = new Pipeline();
  const telemetry = redact(new OTelTelemetry(pipeline), { values: [/sk-\w+/] });

  telemetry.trace("run", { key: "sk-1" }, (span) => {
    span.set({ late: "sk-2", other: 1 });
    span.event("sk-3", { key: "sk-4" });
  });

  const { attributes, events } = pipeline.span("run");
  expect(attributes).toEqual({ key: "[redacted]", late: "[redacted]", other: 1 });
  expect(events).toMatchObject([{ name: "[redacted]", attributes: { key: "[redacted]" } }]);
});

test("attributes that come with the record alone are set at the end", () => {
  const pipeline = new Pipeline();
  const record = recordOf("run");
  const sink = sinkOf(new OTelTelemetry(pipeline));

  const span = sink.open({ ...record, kind: "span_start", attributes: { a: 1, b: 2 } }, true);
  span.set?.({ c: 3 });
  span.end({ ...record, attributes: { a: 1, b: "new", c: 3, d: { e: 1 } } });

  expect(pipeline.span("run").attributes).toEqual({ a: 1, b: "new", c: 3, d: '{"e":1}' });
});

describe("of more attributes than an SDK keeps", () => {
  const many = (prefix: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}.${index}`, index]));

  test("those that backends look for are kept, also when they come last", () => {
    const pipeline = new Pipeline();
    const telemetry = new OTelTelemetry({ ...pipeline, captureContent: true });
    const usage = { "gen_ai.usage.input_tokens": 1, "gen_ai.usage.output_tokens": 2 };

    telemetry.trace("run", { ...many("llm.input_messages", 200), ...many("app", 60), "gen_ai.system": "x" }, (span) => {
      span.set({ ...many("late", 60), ...usage, "app.1": "changed" });
      span.fail(new TypeError("no"));
    });

    const { attributes, droppedAttributesCount } = pipeline.span("run");
    const keys = Object.keys(attributes);
    expect(attributes).toMatchObject({ "gen_ai.system": "x", ...usage, "error.type": "TypeError", "app.1": "changed" });
    expect([keys.length, droppedAttributesCount]).toEqual([128, 200 + 60 + 60 + 4 - 128]);
    expect(["app.", "late.", "llm."].map((prefix) => keys.filter((key) => key.startsWith(prefix)).length)).toEqual([
      60, 60, 4,
    ]);
  });

  test("all are there, in the order of the program, while there is room", () => {
    const pipeline = new Pipeline();

    new OTelTelemetry(pipeline).trace("run", many("a", 60), (span) => span.set(many("b", 60)));

    const { attributes, droppedAttributesCount } = pipeline.span("run");
    expect(attributes).toEqual({ ...many("a", 60), ...many("b", 60) });
    expect(droppedAttributesCount).toBe(0);
  });
});

test("records that were made elsewhere are told whole", () => {
  const pipeline = new Pipeline();
  const memory = new InMemoryTelemetry();
  memory.trace("outer", {}, (outer) => {
    memory.trace("inner", { a: 1 }, (inner) => {
      inner.event("e", { b: 1 });
      inner.link(outer, "handoff");
      inner.link(outer, "caused_by", { c: 1 });
      inner.fail(new RangeError("no"));
    });
  });
  const [inner, outer] = memory.spans();
  const sink = sinkOf(new OTelTelemetry(pipeline));

  for (const record of [inner, outer]) sink.write(record as SpanRecord);

  const arrived = pipeline.span("inner");
  expect(idsOf(arrived).toSpliced(1, 1)).toEqual([inner?.traceId, inner?.parentSpanId]);
  expect(arrived.attributes).toEqual({ a: 1, "error.type": "RangeError" });
  expect(microseconds(arrived.startTime)).toBe((inner?.startedAt ?? 0) * 1000);
  expect(microseconds(arrived.endTime)).toBe((inner?.endedAt ?? 0) * 1000);
  expect(arrived.events.map(({ name }) => name)).toEqual(["e", "exception"]);
  expect(arrived.links.map((link) => link.attributes)).toEqual([
    { "heddle.link.kind": "handoff" },
    { "heddle.link.kind": "caused_by", c: 1 },
  ]);
  expect(idsOf(pipeline.span("outer"))[2]).toBeUndefined();
});

describe("sampling", () => {
  test("a sampler sees the name and the attributes of the start, and decides for every member", () => {
    const seen: [string, Attributes][] = [];
    const pipeline = new Pipeline({
      sampler: {
        shouldSample(_context, _traceId, name, _kind, attributes) {
          seen.push([name, attributes]);
          return { decision: SamplingDecision.NOT_RECORD };
        },
      },
    });
    const telemetry = new OTelTelemetry(pipeline);

    const traceparent = telemetry.trace("run", { model: "small" }, (span) => {
      span.set({ late: 1 });
      return span.traceparent;
    });

    expect(seen).toEqual([["run", { model: "small" }]]);
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(pipeline.spans).toEqual([]);
    expect(telemetry.health().sinks).toMatchObject([{ sink: "otel", taken: 1, written: 0, dropped: 1 }]);
  });

  test("a trace that its caller sampled out stays out", () => {
    const pipeline = new Pipeline();
    const telemetry = new OTelTelemetry(pipeline);

    startSpan(telemetry, "run", {}, { parent: `00-${"a".repeat(32)}-${"b".repeat(16)}-00` }).end();
    startSpan(telemetry, "kept", {}, { parent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` }).end();

    expect(pipeline.spans.map((span) => [span.name, ...idsOf(span).toSpliced(1, 1)])).toEqual([
      ["kept", "a".repeat(32), "b".repeat(16)],
    ]);
  });
});

describe("flush", () => {
  test("makes OpenTelemetry hand on what it has, and health says until then that it is pending", async () => {
    const pipeline = new Pipeline();
    const telemetry = new OTelTelemetry(pipeline);
    telemetry.trace("run", {}, () => telemetry.emitMetric("tokens", 2));

    const before = telemetry.health().sinks;
    await telemetry.flush({ timeoutMs: 5000 });

    expect(before).toMatchObject([{ taken: 2, written: 0, pending: 2 }]);
    expect(telemetry.health().sinks).toMatchObject([{ taken: 2, written: 2, pending: 0, failed: 0 }]);
  });

  test("that a provider rejects is told, with what every provider said, and nothing is counted as written", async () => {
    const failures: SinkFailure[] = [];
    const pipeline = new Pipeline();
    const { tracerProvider, meterProvider } = pipeline;
    const telemetry = new OTelTelemetry({
      tracerProvider: {
        getTracer: (name: string) => tracerProvider.getTracer(name),
        forceFlush: () => Promise.reject([new Error("collector down"), new Error("queue full")]),
      } as never,
      meterProvider: {
        getMeter: (name: string) => meterProvider.getMeter(name),
        forceFlush() {
          throw new Error("reader gone");
        },
      } as never,
      onSinkError: (failure) => failures.push(failure),
    });
    telemetry.trace("run", {}, () => {});

    await telemetry.flush();

    const said = "forceFlush: Error: collector down; Error: queue full; Error: reader gone";
    expect(failures.map(({ message }) => message)).toEqual([`otel: flush failed: AggregateError: ${said}`]);
    expect(telemetry.health().sinks).toMatchObject([{ taken: 1, written: 0, pending: 1 }]);
  });

  test("and disposal leave the providers running, for they are the program's", async () => {
    const pipeline = new Pipeline();
    const telemetry = new OTelTelemetry(pipeline);

    await telemetry[Symbol.asyncDispose]();
    telemetry.trace("late", {}, () => telemetry.emitMetric("late", 1));

    expect(pipeline.span("late").name).toBe("late");
    expect((await pipeline.metric("late")).dataPoints).toMatchObject([{ value: 1 }]);
  });
});

test("links that a provider of an older API has no place for are left out, and that is told once", () => {
  const failures: string[] = [];
  const pipeline = new Pipeline();
  const tracer = pipeline.tracerProvider.getTracer("older");
  const startSpanOfOld: typeof tracer.startSpan = (...args) =>
    Object.assign(tracer.startSpan(...args), { addLink: undefined });
  const telemetry = new OTelTelemetry({
    tracerProvider: { getTracer: () => ({ startSpan: startSpanOfOld }) },
    onSinkError: ({ message }) => failures.push(message),
  });

  telemetry.trace("run", {}, (span) => {
    span.link(span, "caused_by");
    span.link(span, "retry_of");
  });

  expect(pipeline.span("run").links).toEqual([]);
  expect(failures).toEqual([
    "otel: write failed: Error: the provider's spans have no addLink(), as from version 1.9 of the API on; links are left out",
  ]);
});

test.each([
  [
    { tracerProvider: {} },
    "OTelTelemetry: tracerProvider has no getTracer: [object Object]; give a provider of an OpenTelemetry SDK",
  ],
  [{ tracerProvider: null }, "OTelTelemetry: tracerProvider has no getTracer: null"],
  [{ meterProvider: {} }, "OTelTelemetry: meterProvider has no getMeter: [object Object]"],
  [{ api: { trace: {} } }, 'OTelTelemetry: api has no context: [object Object]; give import * as api from "@opentel'],
  [{ captureContent: "yes" }, "OTelTelemetry: captureContent is yes; give true or false"],
  [{ valueLength: 0 }, "OTelTelemetry: valueLength is 0; give a positive whole number"],
  [{ valueLength: 1.5 }, "OTelTelemetry: valueLength is 1.5; give a positive whole number"],
  [null, "OTelTelemetry: options is null; give an object such as { tracerProvider }"],
  ["otel", "OTelTelemetry: options is otel; give an object such as { tracerProvider }"],
  [{ getTracer() {} }, "OTelTelemetry: options is [object Object]; give an object such as { tracerProvider }"],
])("an option that is none is told at once: %j", (options, message) => {
  expect(() => new OTelTelemetry(options as never)).toThrow(message);
});

function recordOf(name: string): SpanRecord {
  const memory = new InMemoryTelemetry();
  memory.trace(name, { a: 1 }, () => {});
  return memory.spans()[0] as SpanRecord;
}
