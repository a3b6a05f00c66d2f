import { setImmediate as turn } from "node:timers/promises";
import {
  activeSpan,
  filter,
  InMemoryTelemetry,
  keepTraces,
  MultiTelemetry,
  type Recorder,
  type SinkFailure,
  sequentialIds,
  startSpan,
} from "@heddle/core";
import { hostileValues } from "@heddle/testing";
import { describe, expect, test } from "vitest";
import { type EndedTrace, type Hooks, type HooksOptions, hooks, type SpanUpdate } from "../src/index.ts";

const names = (spans: readonly { readonly name: string }[]) => spans.map(({ name }) => name);

/** Hooks beside a memory, which sees what they should be told. */
function hooked(given: Hooks, options?: HooksOptions) {
  const failures: string[] = [];
  const memory = new InMemoryTelemetry();
  const onSinkError = ({ message }: SinkFailure) => failures.push(message);
  const telemetry = new MultiTelemetry([memory, hooks(given, options)], { ids: sequentialIds(), onSinkError });
  return { memory, telemetry, failures };
}

/** Ended traces, and the telemetry that tells of them. */
function traces(options?: HooksOptions) {
  const ended: EndedTrace[] = [];
  const { telemetry, failures } = hooked({ onTraceEnd: (trace) => ended.push(trace) }, options);
  const told = () => ended.map(({ root, spans, leftOut }) => [root.name, names(spans), leftOut]);
  return { telemetry, failures, told, ended };
}

const dropped = (telemetry: Recorder, sink: string) =>
  telemetry.health().sinks.find((health) => health.sink === sink)?.dropped;

describe("hooks", () => {
  test("are told of spans as they begin, change, end and fail, with what every other sink gets", () => {
    const seen: unknown[][] = [];
    const { memory, telemetry, failures } = hooked({
      onSpanStart: (start) => seen.push(["start", start]),
      onSpanUpdate: (update) => seen.push(["update", update]),
      onSpanEnd: (span) => seen.push(["end", span]),
      onSpanFail: (span) => seen.push(["fail", span]),
    });
    const target = { traceId: "a".repeat(32), spanId: "b".repeat(16) };

    const open = startSpan(telemetry, "by hand", { a: 1 });
    const start = memory.openSpans();
    open.set({ b: 2 });
    open.event("something", { c: 3 }, 1_750_000_000_000);
    open.link(target, "retry_of");
    open.end();
    startSpan(telemetry, "failed").fail("why");
    const cancelled = startSpan(telemetry, "cancelled");
    cancelled.fail(new DOMException("stop", "AbortError"));
    cancelled.end();
    telemetry.emitMetric("count", 1);

    const span = { name: "by hand", traceId: open.traceId, spanId: open.spanId };
    const event = { name: "something", time: 1_750_000_000_000, attributes: { c: 3 } };
    expect(seen.slice(0, 5)).toEqual([
      ["start", start[0]],
      ["update", { span, attributes: { b: 2 } }],
      ["update", { span, event }],
      ["update", { span, link: { kind: "retry_of", ...target, attributes: {} } }],
      ["end", memory.spans()[0]],
    ]);
    expect(seen.slice(5).map(([kind, about]) => [kind, (about as SpanUpdate).failure?.message])).toEqual([
      ["start", undefined],
      ["update", "why"],
      ["start", undefined],
      ["update", "stop"],
      ["fail", undefined],
    ]);
    expect(failures).toEqual([]);
    const { sinks } = telemetry.health();
    expect(sinks.map(({ sink, taken, written, dropped }) => [sink, taken, written, dropped])).toEqual([
      ["memory", 3, 3, 0],
      ["onSpanStart", 3, 0, 3],
      ["onSpanUpdate", 3, 0, 3],
      ["onSpanEnd", 3, 1, 2],
      ["onSpanFail", 3, 1, 2],
    ]);
  });

  test("without onSpanFail, onSpanEnd is told of every end", () => {
    const ends: string[] = [];
    const { telemetry } = hooked({ onSpanEnd: ({ status }) => ends.push(status) });

    telemetry.trace("ok", {}, () => {});
    telemetry.trace("failed", {}, (span) => span.fail("why"));

    expect(ends).toEqual(["ok", "error"]);
  });

  test("are methods of whatever object they are given in", () => {
    class View implements Hooks {
      readonly lines: string[] = [];
      onSpanEnd({ name }: { name: string }): void {
        this.lines.push(name);
      }
    }
    const view = new View();

    hooks(view).trace("run", {}, () => {});

    expect(view.lines).toEqual(["run"]);
  });

  test("are given what nobody can change", () => {
    const given: object[] = [];
    const keep = (about: object) => given.push(about);
    const all: Hooks = { onSpanStart: keep, onSpanUpdate: keep, onSpanEnd: keep, onTraceEnd: keep };
    const { memory, telemetry } = hooked(all);

    telemetry.trace("run", hostileValues, (span) => {
      span.set({ nested: { list: [1] } });
      span.event("e", { nested: { list: [1] } });
    });

    const isFrozen = (value: unknown): boolean =>
      typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    expect(given.map(isFrozen)).toEqual([true, true, true, true, true]);
    expect((given.at(-1) as EndedTrace).root).toEqual(memory.spans()[0]);
  });

  test("cost nothing and are not there unless they are given", () => {
    expect(hooks({}).health().sinks).toEqual([]);
    expect(
      hooks({ onSpanEnd() {} })
        .health()
        .sinks.map(({ sink }) => sink),
    ).toEqual(["onSpanEnd"]);
  });

  test("that throw, reject or hang harm nobody, are told of once each, and are called again", async () => {
    const calls: string[] = [];
    const fail = (name: string) => () => {
      calls.push(name);
      throw new Error(`${name} broke`);
    };
    const { memory, telemetry, failures } = hooked({
      onSpanStart: fail("start"),
      onSpanUpdate: fail("update"),
      onSpanEnd: async () => fail("end")(),
      onSpanFail: () => new Promise(() => {}),
      onTraceEnd: fail("trace"),
    });
    const run = () =>
      telemetry.trace("run", {}, (span) => {
        span.set({ a: 1 });
        return "result";
      });

    const returned = [run(), run()];
    telemetry.trace("failed", {}, (span) => span.fail("why"));
    await turn();
    await telemetry.flush({ timeoutMs: 20 });

    expect(returned).toEqual(["result", "result"]);
    expect(memory.spans()).toHaveLength(3);
    const each = ["start", "update", "end", "trace"];
    expect(each.map((name) => calls.filter((call) => call === name).length)).toEqual([3, 3, 2, 3]);
    expect(failures.filter((message) => !message.includes("flush")).sort()).toEqual([
      "onSpanEnd: write failed: Error: end broke",
      "onSpanStart: start failed: Error: start broke",
      "onSpanUpdate: update failed: Error: update broke",
      "onTraceEnd: write failed: Error: trace broke",
    ]);
  });

  test("run outside of every span, and are not told of what they record while they are called", () => {
    const seen: unknown[] = [];
    const { memory, telemetry } = hooked({
      onSpanUpdate({ attributes }) {
        seen.push([attributes, activeSpan()]);
        run?.set({ changed: true });
      },
      onSpanEnd({ name }) {
        seen.push([name, activeSpan()]);
        telemetry.trace("in a hook", {}, () => {});
      },
    });
    const run = startSpan(telemetry, "run");

    run.run(() => run.set({ a: 1 }));
    run.end();

    expect(seen).toEqual([
      [{ a: 1 }, undefined],
      ["run", undefined],
    ]);
    expect(memory.spans().map(({ name, parentSpanId, attributes }) => [name, parentSpanId, attributes])).toEqual(
      expect.arrayContaining([
        ["in a hook", undefined, {}],
        ["run", undefined, { a: 1, changed: true }],
      ]),
    );
  });

  test("that are none are said at once", () => {
    expect(() => hooks({ onSpanEnd: "log" as unknown as () => void })).toThrow(
      new TypeError("hooks: onSpanEnd is log; give a function"),
    );
    expect(() => hooks({}, { maxSpans: 0 })).toThrow(
      new RangeError("hooks: maxSpans is 0; give a positive whole number"),
    );
  });
});

describe("onTraceEnd", () => {
  test("is told of a trace when its outermost span has ended, with all spans in the order of their ends", () => {
    const { telemetry, told, ended } = traces();

    telemetry.trace("run", {}, () => {
      telemetry.trace("a", {}, () => telemetry.trace("a1", {}, () => telemetry.emitMetric("count", 1)));
      telemetry.trace("b", {}, () => {});
      expect(told()).toEqual([]);
    });
    telemetry.trace("next", {}, () => {});

    expect(told()).toEqual([
      ["run", ["a1", "a", "b", "run"], 0],
      ["next", ["next"], 0],
    ]);
    expect(ended[0]?.traceId).toBe(ended[0]?.root.traceId);
  });

  test("is told of each outermost span of a trace that came from elsewhere", () => {
    const { telemetry, told } = traces();
    const parent = { traceId: "a".repeat(32), spanId: "b".repeat(16) };

    const first = startSpan(telemetry, "first", {}, { parent });
    const second = startSpan(telemetry, "second", {}, { parent });
    for (const span of [first, second]) span.run(() => telemetry.trace(`in ${span.name}`, {}, () => {}));
    second.end();
    first.end();

    expect(told()).toEqual([
      ["second", ["in second", "second"], 0],
      ["first", ["in first", "first"], 0],
    ]);
  });

  test("leaves out what ends after the outermost span, and what begins below it then, and counts it", () => {
    const { telemetry, told } = traces();
    const run = startSpan(telemetry, "run");
    const late = run.run(() => startSpan(telemetry, "late"));

    run.end();
    late.run(() => telemetry.trace("in late", {}, () => {}));
    late.end();
    run.run(() => telemetry.trace("below run", {}, () => {}));

    expect(told()).toEqual([["run", ["run"], 0]]);
    expect(dropped(telemetry, "onTraceEnd")).toBe(3);
  });

  test("keeps the first spans of a large trace, and counts the others", () => {
    const { telemetry, told } = traces({ maxSpans: 2 });

    telemetry.trace("run", {}, () => {
      for (const name of ["a", "b", "c"]) telemetry.trace(name, {}, () => {});
    });

    expect(told()).toEqual([["run", ["a", "b"], 2]]);
    expect(dropped(telemetry, "onTraceEnd")).toBe(2);
  });

  test("gives up the oldest of too many traces, tells it once, and counts its spans", () => {
    const { telemetry, told, failures } = traces({ maxTraces: 2 });
    const open = ["a", "b", "c", "d"].map((name) => {
      const span = startSpan(telemetry, name, {}, { parent: null });
      span.run(() => telemetry.trace(`in ${name}`, {}, () => {}));
      return span;
    });

    for (const span of open) span.end();

    expect(told()).toEqual([
      ["c", ["in c", "c"], 0],
      ["d", ["in d", "d"], 0],
    ]);
    expect(dropped(telemetry, "onTraceEnd")).toBe(4);
    expect(failures).toEqual([
      "onTraceEnd: write failed: Error: more than 2 traces are open, so the oldest is given up; raise maxTraces",
    ]);
  });

  test("keeps no more than it says of traces that go on for ever", () => {
    const { telemetry, told } = traces({ maxSpans: 1 });

    telemetry.trace("run", {}, () => {
      for (let index = 0; index < 10_001; index++) telemetry.trace("step", {}, () => {});
    });

    expect(told()).toEqual([["run", ["step"], 10_001]]);
  });

  test("behind a wrapper that hides starts, is told when the span without a parent has ended", () => {
    const ended: EndedTrace[] = [];
    const told = hooks({ onTraceEnd: (trace) => ended.push(trace) });
    const kept = keepTraces(told);
    const late = kept.trace("run", {}, (run) => {
      kept.trace("fine", {}, () => {});
      run.fail("why");
      return startSpan(kept, "late");
    });
    late.end();
    kept.trace("another", {}, () => {});
    filter(told, ({ name }) => name !== "hidden").trace("seen", {}, () => {});

    expect(ended.map(({ root, spans }) => [root.name, names(spans)])).toEqual([
      ["run", ["fine", "run"]],
      ["seen", ["seen"]],
    ]);
  });
});
