import {
  InMemoryTelemetry,
  MultiTelemetry,
  NoTelemetry,
  type Span,
  sequentialIds,
  startSpan,
  type Telemetry,
} from "@heddle/core";
import { contextValue, startSpanWith } from "@heddle/core/bridge";
import { describe, expect, test } from "vitest";
import { manualClock, startOf2026 } from "./manual-clock.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";

describe("on a telemetry of Heddle's", () => {
  test("times and ids that the caller gives are those of the record", () => {
    const memory = new InMemoryTelemetry();

    const span = startSpan(memory, "x", { a: 1 }, { traceId, spanId, startTime: new Date(1000), parent: null });
    span.end(1500.25);

    expect(memory.spans()).toMatchObject([
      { traceId, spanId, startedAt: 1000, endedAt: 1500.25, durationMs: 500.25, status: "ok", attributes: { a: 1 } },
    ]);
  });

  test("a start in the past without an end lasts until now", () => {
    const clock = manualClock();
    const memory = new InMemoryTelemetry({ clock });

    const span = startSpan(memory, "x", {}, { startTime: startOf2026 - 5000 });
    clock.advance(1);
    span.end();

    expect(memory.spans()).toMatchObject([{ startedAt: startOf2026 - 5000, durationMs: 5001 }]);
  });

  test("an end before the start is a span of no length", () => {
    const memory = new InMemoryTelemetry();

    startSpan(memory, "x", {}, { startTime: 5000 }).end(4000);

    expect(memory.spans()).toMatchObject([{ startedAt: 5000, endedAt: 5000, durationMs: 0 }]);
  });

  test("the parent is a span, a record or a traceparent, and null is none", () => {
    const memory = new InMemoryTelemetry({ ids: sequentialIds() });
    const parent = startSpan(memory, "parent");
    parent.end();
    const [record] = memory.spans();

    memory.trace("active", {}, () => {
      for (const given of [parent, record, parent.traceparent, { traceId, spanId }]) {
        startSpan(memory, "child", {}, { parent: given as Span }).end();
      }
      startSpan(memory, "root", {}, { parent: null }).end();
      startSpan(memory, "ambient").end();
      startSpan(memory, "of nobody", {}, { parent: startSpan(new NoTelemetry(), "none") }).end();
    });

    const { spanId: known } = parent;
    expect(memory.find("child").map((child) => child.parentSpanId)).toEqual([known, known, known, spanId]);
    expect(memory.find("root")[0]?.parentSpanId).toBeUndefined();
    expect(memory.find("ambient")[0]?.parentSpanId).toBe(memory.find("active")[0]?.spanId);
    expect(memory.find("of nobody")[0]?.parentSpanId).toBeUndefined();
  });

  test("a trace id of its own starts that trace, unless it contradicts the parent that was given", () => {
    const memory = new InMemoryTelemetry();

    memory.trace("active", {}, (active) => {
      startSpan(memory, "other trace", {}, { traceId }).end();
      startSpan(memory, "same trace", {}, { traceId: active.traceId }).end();
      expect(() => startSpan(memory, "x", {}, { traceId, parent: active })).toThrow(
        `startSpan: traceId "${traceId}" is not the parent's; leave it out`,
      );
    });

    expect(memory.find("other trace")[0]).toMatchObject({ traceId });
    expect(memory.find("other trace")[0]?.parentSpanId).toBeUndefined();
    expect(memory.find("same trace")[0]?.parentSpanId).toBe(memory.find("active")[0]?.spanId);
  });

  test("what is no time, no id and no parent is told at once", () => {
    const memory = new InMemoryTelemetry();
    const open = (options: object) => () => startSpan(memory, "x", {}, options);

    expect(open({ startTime: 1.7e18 })).toThrow(
      "startSpan: startTime 1700000000000000000 is not a time; give milliseconds since the epoch, or a Date",
    );
    expect(open({ startTime: new Date(Number.NaN) })).toThrow("startSpan: startTime Invalid Date is not a time");
    expect(open({ traceId: "xyz" })).toThrow('startSpan: traceId "xyz" is not 32 lower-case hex digits');
    expect(open({ spanId: 5 })).toThrow("startSpan: spanId 5 is not 16 lower-case hex digits");
    expect(open({ parent: "00-abc" })).toThrow('startSpan: parent "00-abc" is not a W3C traceparent');
    expect(open({ parent: { traceId: "a", spanId } })).toThrow(`startSpan: parent "a" "${spanId}" is not a span`);
    expect(() => startSpan(memory, "x").end(-1)).toThrow("end: time -1 is not a time");
    expect(memory.openSpans().map((span) => span.name)).toEqual(["x"]);
  });

  test("the status is ok unless fail was called, and the signal's reason is a cancellation", () => {
    const memory = new InMemoryTelemetry();
    const controller = new AbortController();
    const signal = controller.signal;
    controller.abort("user pressed stop");

    startSpan(memory, "ok", {}, { signal }).end();
    const cancelled = startSpan(memory, "cancelled", {}, { signal });
    cancelled.fail(signal.reason);
    cancelled.end();
    const failed = startSpan(memory, "failed", {}, { signal });
    failed.fail("something else");
    failed.end();

    expect(memory.spans().map(({ name, status, exception }) => [name, status, exception])).toEqual([
      ["ok", "ok", undefined],
      ["cancelled", "cancelled", "string: user pressed stop"],
      ["failed", "error", "string: something else"],
    ]);
  });

  test("an event has the time that is given, or the present one", () => {
    const clock = manualClock();
    const memory = new InMemoryTelemetry({ clock });

    const span = startSpan(memory, "x");
    span.event("then", { a: 1 }, startOf2026 - 0.125);
    span.event("now");
    span.end();

    expect(memory.spans()[0]?.events).toEqual([
      { name: "then", time: startOf2026 - 0.125, attributes: { a: 1 } },
      { name: "now", time: startOf2026, attributes: {} },
    ]);
    expect(() => startSpan(memory, "x").event("never", {}, Number.NaN)).toThrow(
      "event: time NaN is not a time; give milliseconds since the epoch, or a Date",
    );
  });

  test("the end of a using block ends the span, and a second end does nothing", () => {
    const memory = new InMemoryTelemetry();

    {
      using span = startSpan(memory, "x");
      span.set({ inside: true });
    }
    {
      using span = startSpan(memory, "y");
      span.end();
      span.end();
    }

    expect(memory.spans().map((span) => span.name)).toEqual(["x", "y"]);
  });
});

test("without telemetry there is a span that does nothing", () => {
  const span = startSpan(new NoTelemetry(), "x", {}, { traceId, spanId });

  expect([span.name, span.traceId, span.spanId, span.parentSpanId, span.traceparent]).toEqual([
    "",
    "",
    "",
    undefined,
    undefined,
  ]);
  span.set({});
  span.event("e");
  span.link({ traceId, spanId }, "caused_by");
  span.fail(new Error());
  expect(span.run(() => 1)).toBe(1);
  span.end();
  span[Symbol.dispose]();
});

describe("on any other object with trace", () => {
  /** A wrapper that a program may have written around a telemetry of Heddle's. */
  const around = (inner: Telemetry): Telemetry => ({
    trace: (name, attributes, work) => inner.trace(`my.${name}`, attributes, work),
    emitMetric: (name, value, attributes) => inner.emitMetric(name, value, attributes),
  });
  const settled = () => new Promise(setImmediate);

  test("it is open until it is ended, and a parent inside run", async () => {
    const memory = new InMemoryTelemetry({ ids: sequentialIds() });

    const span = startSpan(around(memory), "x", { a: 1 });
    span.set({ b: 2 });
    span.event("e");
    span.link({ traceId, spanId }, "caused_by");
    span.run(() => memory.trace("child", {}, () => {}));
    expect([span.name, span.spanId, span.parentSpanId, span.traceparent]).toEqual([
      "x",
      "0000000000000001",
      undefined,
      "00-00000000000000000000000000000001-0000000000000001-01",
    ]);
    expect(memory.openSpans()).toHaveLength(1);
    span.end();
    await settled();

    expect(memory.find("my.x")).toMatchObject([
      { status: "ok", attributes: { a: 1, b: 2 }, events: [{ name: "e" }], links: [{ kind: "caused_by" }] },
    ]);
    expect(memory.find("child")[0]?.parentSpanId).toBe("0000000000000001");
  });

  test("a failure reaches a span that knows fail, and is a rejection for one that does not", async () => {
    const memory = new InMemoryTelemetry();
    const outcomes: unknown[] = [];
    const bare: Telemetry = {
      trace<T>(_name: string, _attributes: object, work: (span: Span) => T): T {
        const result = work(undefined as never);
        (result as Promise<unknown>).then(
          () => outcomes.push("fine"),
          (error) => outcomes.push(error),
        );
        return result;
      },
      emitMetric() {},
    };

    for (const telemetry of [around(memory), bare]) {
      {
        using span = startSpan(telemetry, "x");
        span.fail("no good");
      }
      using fine = startSpan(telemetry, "x");
      expect([fine.name, bare === telemetry ? fine.traceId + fine.spanId : ""]).toEqual(["x", ""]);
    }
    await settled();

    expect(memory.spans().map((span) => span.status)).toEqual(["error", "ok"]);
    expect(outcomes).toEqual(["no good", "fine"]);
  });

  test("one that throws, never calls the work, or whose spans throw or reject, does no harm", async () => {
    const throwing = {
      trace: () => {
        throw new Error("no");
      },
      emitMetric() {},
    } as unknown as Telemetry;
    const silent = { trace: () => undefined, emitMetric() {} } as unknown as Telemetry;

    const refuse = () => {
      throw new Error("no");
    };
    const refusing = { set: refuse, event: refuse, link: refuse, fail: refuse };
    const reject = async () => refuse();
    const rejecting = { set: reject, event: reject, link: reject, fail: reject };
    const others = [refusing, rejecting].map((span) => ({
      trace: (_name: string, _attributes: object, work: (given: Span) => unknown) => work(span as never),
      emitMetric() {},
    })) as unknown as Telemetry[];

    for (const telemetry of [throwing, silent, ...others]) {
      const span = startSpan(telemetry, "x");
      span.set({});
      span.event("e");
      span.link({ traceId, spanId }, "caused_by");
      span.fail(new Error());
      expect(span.run(() => 1)).toBe(1);
      span.end();
    }
    await settled();
  });
});

test("a multi opens and closes by hand at all of its members", () => {
  const a = new InMemoryTelemetry();
  const b = new InMemoryTelemetry();

  startSpan(new MultiTelemetry([a, b]), "x").end();

  expect(a.spans()).toEqual(b.spans());
  expect(a.spans()).toHaveLength(1);
});

test("what a bridge puts into the context of a span is found inside of it, and nowhere else", () => {
  const key = Symbol("inside");
  const foreign: Telemetry = { trace: (_name, _attributes, work) => work({} as Span), emitMetric() {} };

  const found = [new InMemoryTelemetry(), foreign].map((telemetry) => {
    const outer = startSpanWith({ key, value: "outer" }, telemetry, "outer", {}, {});
    return outer.run(() => {
      const inner = startSpanWith({ key, value: "inner" }, telemetry, "inner", {}, {});
      return [inner.run(() => contextValue(key)), contextValue(key)];
    });
  });

  expect(found).toEqual([
    ["inner", "outer"],
    ["inner", "outer"],
  ]);
  expect(contextValue(key)).toBeUndefined();
});
