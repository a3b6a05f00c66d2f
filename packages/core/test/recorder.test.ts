import { setTimeout as sleep } from "node:timers/promises";
import {
  InMemoryTelemetry,
  type MetricRecord,
  NoTelemetry,
  Recorder,
  type RecorderOptions,
  recordsNothing,
  type Span,
  type SpanRecord,
  sequentialIds,
  startSpan,
} from "@heddle/core";
import { describe, expect, test } from "vitest";
import { manualClock, startOf2026 } from "./manual-clock.ts";

const boom = new Error("boom");
const raise = () => {
  throw boom;
};

describe("trace", () => {
  test("a whole span is what was recorded", async () => {
    const clock = manualClock();
    const memory = new InMemoryTelemetry({ clock, ids: sequentialIds() });

    await memory.trace("loom.tool", { tool: "add", ok: true }, async (span) => {
      clock.advance(4.2131);
      span.set({ duration_ms: 4.2 });
    });

    expect(memory.spans()).toStrictEqual([
      {
        kind: "span",
        name: "loom.tool",
        traceId: "00000000000000000000000000000001",
        spanId: "0000000000000001",
        startedAt: startOf2026,
        endedAt: startOf2026 + 4.213,
        durationMs: 4.213,
        status: "ok",
        attributes: { tool: "add", ok: true, duration_ms: 4.2 },
      },
    ]);
  });

  test("it gives back what the work returns, and what it resolves to", async () => {
    const memory = new InMemoryTelemetry();
    const result = {};

    expect(memory.trace("sync", {}, () => result)).toBe(result);
    expect(await memory.trace("async", {}, async () => result)).toBe(result);
  });

  test("an error thrown or rejected is recorded and comes out as the same object", async () => {
    const memory = new InMemoryTelemetry();
    const fail = () => {
      throw boom;
    };

    expect(() => memory.trace("sync", {}, fail)).toThrow(boom);
    await expect(memory.trace("async", {}, async () => fail())).rejects.toBe(boom);
    expect(memory.spans().map(({ status, exception, error }) => [status, exception, error?.stack])).toEqual([
      ["error", "Error: boom", boom.stack],
      ["error", "Error: boom", boom.stack],
    ]);
  });

  test("an AbortError is a cancellation, a TimeoutError is an error", () => {
    const memory = new InMemoryTelemetry();

    for (const name of ["AbortError", "TimeoutError"]) {
      expect(() =>
        memory.trace(name, {}, () => {
          throw new DOMException("over", name);
        }),
      ).toThrow();
    }

    expect(memory.spans().map(({ status, error }) => [status, error?.type])).toEqual([
      ["cancelled", "AbortError"],
      ["error", "TimeoutError"],
    ]);
  });

  test("a handled failure is visible, and what is thrown later takes its place", () => {
    const memory = new InMemoryTelemetry();

    memory.trace("handled", {}, (span) => span.fail(new TypeError("no tool")));
    expect(() =>
      memory.trace("thrown", {}, (span) => {
        span.fail(new TypeError("no tool"));
        throw boom;
      }),
    ).toThrow(boom);

    expect(memory.spans().map((span) => span.exception)).toEqual(["TypeError: no tool", "Error: boom"]);
  });

  test("work that is no function is the caller's mistake, told at once", () => {
    expect(() => new InMemoryTelemetry().trace("x", {}, undefined as never)).toThrow(
      "trace: work is undefined; give a function",
    );
  });

  test("ids that throw cost spans, not metrics", () => {
    const memory = new InMemoryTelemetry({ ids: { traceId: raise, spanId: raise } });

    memory.trace("x", {}, () => memory.emitMetric("n", 1));

    expect(memory.spans()).toEqual([]);
    expect(memory.metrics()).toHaveLength(1);
  });

  test.each<[what: string, options: RecorderOptions]>([
    ["a clock that throws", { clock: { monotonicMs: raise, wallMs: raise } }],
    ["ids that throw", { ids: { traceId: raise, spanId: raise } }],
    ["trace ids that are none", { ids: { traceId: () => "xyz", spanId: () => "00000000000000aa" } }],
    ["span ids that are none", { ids: { traceId: () => "0".repeat(31).concat("a"), spanId: () => "xyz" } }],
  ])("%s: no span, whichever way it is opened, and the program goes on", (_what, options) => {
    const memory = new InMemoryTelemetry(options);

    const traced = memory.trace("x", {}, (span) => [span.traceId, span.traceparent]);
    using manual = startSpan(memory, "x");
    const run = manual.run(() => [manual.traceId, manual.traceparent]);
    manual.end();

    expect([traced, run]).toEqual([
      ["", undefined],
      ["", undefined],
    ]);
    expect(memory.spans()).toEqual([]);
  });

  test("a wall clock that is set back changes no duration, and nothing ends before it starts", () => {
    const clock = manualClock();
    const memory = new InMemoryTelemetry({ clock });

    memory.trace("x", {}, () => {
      clock.advance(10);
      clock.setBack(3_600_000);
    });

    expect(memory.spans()).toMatchObject([{ startedAt: startOf2026, endedAt: startOf2026 + 10, durationMs: 10 }]);
  });

  test("the system's clocks tell the time", async () => {
    const memory = new InMemoryTelemetry();
    const before = Date.now();

    await memory.trace("x", {}, () => sleep(20));

    const after = Date.now();
    const [{ startedAt, endedAt, durationMs }] = memory.spans() as [SpanRecord];
    expect(startedAt).toBeGreaterThan(before - 1000);
    expect(endedAt).toBeLessThan(after + 1000);
    expect(durationMs).toBeGreaterThan(15);
    expect(endedAt).toBe((Math.round(startedAt * 1000) + Math.round(durationMs * 1000)) / 1000);
  });

  test("random ids are W3C ids, and no two are alike", () => {
    const memory = new InMemoryTelemetry();

    for (let i = 0; i < 5000; i++) memory.trace("x", {}, () => {});

    const spans = memory.spans();
    expect(spans.every(({ traceId, spanId }) => /^[0-9a-f]{32}$/.test(traceId) && /^[0-9a-f]{16}$/.test(spanId))).toBe(
      true,
    );
    expect(new Set(spans.flatMap(({ traceId, spanId }) => [traceId, spanId])).size).toBe(10_000);
  });
});

describe("a span", () => {
  test("it takes attributes, events and links until it ends, and nothing afterwards", () => {
    const clock = manualClock();
    const memory = new InMemoryTelemetry({ clock, ids: sequentialIds() });
    const older = memory.trace("older", {}, (span) => span);

    const late = memory.trace("x", { a: 1, b: 1 }, (span) => {
      clock.advance(1);
      span.set({ b: 2, c: undefined });
      span.event("retry", { attempt: 2 });
      span.event("bare");
      span.link(older, "retry_of", { why: "timeout" });
      span.link(older, "caused_by");
      return span;
    });
    late.set({ late: true });
    late.event("late");
    late.link(older, "caused_by");
    late.fail(boom);

    const { traceId, spanId } = older;
    expect(memory.find("x")[0]).toMatchObject({
      status: "ok",
      attributes: { a: 1, b: 2 },
      events: [
        { name: "retry", time: startOf2026 + 1, attributes: { attempt: 2 } },
        { name: "bare", time: startOf2026 + 1, attributes: {} },
      ],
      links: [
        { kind: "retry_of", traceId, spanId, attributes: { why: "timeout" } },
        { kind: "caused_by", traceId, spanId },
      ],
    });
  });

  test("a link to no span is left out", () => {
    const memory = new InMemoryTelemetry();

    memory.trace("x", {}, (span) => {
      span.link({ traceId: "", spanId: "" }, "caused_by");
      span.link(undefined as never, "caused_by");
    });

    expect(memory.spans()[0]?.links).toBeUndefined();
  });

  test("a link of a kind that is none says that one caused the other, so that a file can hold it", () => {
    const memory = new InMemoryTelemetry();

    memory.trace("x", {}, (span) => {
      for (const kind of ["follows_from", undefined, { toString: raise }]) span.link(span, kind as never);
    });

    expect(memory.spans()[0]?.links?.map(({ kind }) => kind)).toEqual(["caused_by", "caused_by", "caused_by"]);
  });

  test("its attributes are a snapshot: what the caller changes later does not show", () => {
    const memory = new InMemoryTelemetry();
    const attributes = { list: [1], flat: "a" };

    memory.trace("x", attributes, () => {
      attributes.list.push(2);
      attributes.flat = "b";
    });

    expect(memory.spans()[0]?.attributes).toEqual({ list: [1], flat: "a" });
  });

  test("its record is frozen all the way down", () => {
    const memory = new InMemoryTelemetry();

    memory.trace("x", { deep: { list: [{}] } }, (span) => span.event("e", { deep: {} }));

    const frozen = (value: unknown): boolean =>
      typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(memory.spans().every(frozen)).toBe(true);
  });

  test("a name that is no text becomes one", () => {
    const memory = new InMemoryTelemetry();

    memory.trace(undefined as never, undefined as never, () => {});
    memory.trace("lone \ud800", null as never, () => {});

    expect(memory.spans().map((span) => [span.name, span.attributes])).toEqual([
      ["undefined", {}],
      ["lone \ufffd", {}],
    ]);
  });
});

describe("emitMetric", () => {
  test("a whole metric is what was recorded", () => {
    const clock = manualClock();
    const memory = new InMemoryTelemetry({ clock, ids: sequentialIds() });

    memory.emitMetric("loom.tool.duration_ms", 12.5, { tool: "add", ok: true, none: null });
    memory.trace("x", {}, () => memory.emitMetric("loom.tokens.input", 42));

    expect(memory.metrics()).toStrictEqual([
      {
        kind: "metric",
        name: "loom.tool.duration_ms",
        value: 12.5,
        unit: "ms",
        instrumentKind: "histogram",
        attributes: { tool: "add", ok: true },
        emittedAt: startOf2026,
      },
      {
        kind: "metric",
        name: "loom.tokens.input",
        value: 42,
        unit: "",
        instrumentKind: "counter",
        attributes: {},
        emittedAt: startOf2026,
        traceId: "00000000000000000000000000000001",
        spanId: "0000000000000001",
      },
    ]);
  });

  test("values that no instrument takes are refused, counted, and not thrown", () => {
    const memory = new InMemoryTelemetry({ instruments: { depth: "gauge" } });

    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, "7", undefined, -1])
      memory.emitMetric("n", value as number);
    memory.emitMetric("n_ms", -1);
    memory.emitMetric("depth", -1);

    expect(memory.metrics().map(({ name, value, instrumentKind }) => [name, value, instrumentKind])).toEqual([
      ["n_ms", -1, "histogram"],
      ["depth", -1, "gauge"],
    ]);
    expect(memory.health().refusedMetrics).toBe(5);
  });

  test("an instrument that is none is told at once", () => {
    expect(() => new InMemoryTelemetry({ instruments: { steps: "counter", depth: "guage" as never } })).toThrow(
      new TypeError('instruments: depth is "guage"; give "counter" or "histogram" or "gauge"'),
    );
  });

  test("a unit and an instrument of its own go along in the reserved attributes", () => {
    const memory = new InMemoryTelemetry();

    memory.emitMetric("gen_ai.client.token.usage", 7, {
      "heddle.unit": "{token}",
      "heddle.instrument": "histogram",
      a: 1,
    });
    memory.emitMetric("n_ms", 7, { "heddle.unit": 5, "heddle.instrument": "none such" });

    expect(memory.metrics()).toMatchObject([
      { unit: "{token}", instrumentKind: "histogram", attributes: { a: 1 } },
      { unit: "ms", instrumentKind: "histogram", attributes: {} },
    ]);
  });

  test("names that a program makes up do not fill the memory, and still work", () => {
    const memory = new InMemoryTelemetry({ limit: 1 });

    for (let i = 0; i < 1500; i++) memory.emitMetric(`n${i}_ms`, 1);

    expect(memory.metrics()).toMatchObject([{ name: "n1499_ms", unit: "ms" }]);
  });
});

test("a recorder over a sink of one's own hands it every record, in order", async () => {
  const seen: (SpanRecord | MetricRecord)[] = [];
  const telemetry = new Recorder({ write: (record) => void seen.push(record) });

  telemetry.trace("outer", {}, () => {
    telemetry.emitMetric("n", 1);
    telemetry.trace("inner", {}, () => {});
  });

  expect(seen.map((record) => record.name)).toEqual(["n", "inner", "outer"]);
  expect(Object.isFrozen(seen[0])).toBe(true);
  await telemetry.flush();
  expect(telemetry.health()).toEqual({
    sinks: [
      {
        sink: "Object",
        taken: 3,
        written: 3,
        dropped: 0,
        failed: 0,
        pending: 0,
        starts: { taken: 0, written: 0, dropped: 0, failed: 0, pending: 0 },
      },
    ],
    refusedMetrics: 0,
  });
});

test("a runtime may ask once whether there is anything to tell", () => {
  class Quiet extends NoTelemetry {}
  const foreign = {
    trace: <T>(_name: string, _attributes: object, work: (span: Span) => T) => work({} as Span),
    emitMetric() {},
  };

  const answers = [new NoTelemetry(), new Quiet(), new InMemoryTelemetry(), foreign].map(recordsNothing);

  expect(answers).toEqual([true, true, false, false]);
});
