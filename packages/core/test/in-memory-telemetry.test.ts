import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  filter,
  InMemoryTelemetry,
  MultiTelemetry,
  NoTelemetry,
  type SpanNode,
  type SpanRecord,
  type SpanStart,
  sequentialIds,
  spanTree,
  startSpan,
} from "@heddle/core";
import { withContextValue } from "@heddle/core/bridge";
import { expect, test } from "vitest";
import { manualClock } from "./manual-clock.ts";

const names = (spans: readonly { name: string }[]) => spans.map((span) => span.name);

/** What the present turn has seen, a weak reference keeps until its end. */
async function collectGarbage(): Promise<void> {
  await turn();
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}

test("spans are in the order they ended, metrics in the order they were emitted", () => {
  const clock = manualClock();
  const memory = new InMemoryTelemetry({ clock });

  const first = startSpan(memory, "opened first");
  const second = startSpan(memory, "opened second");
  memory.emitMetric("b", 1);
  memory.emitMetric("a", 1);
  clock.advance(1);
  second.end();
  first.end();
  startSpan(memory, "ended long ago", {}, { startTime: 1000 }).end(2000);

  expect(names(memory.spans())).toEqual(["ended long ago", "opened second", "opened first"]);
  expect(names(memory.metrics())).toEqual(["b", "a"]);
});

test("what it gives away is the reader's own list", () => {
  const memory = new InMemoryTelemetry();
  memory.trace("x", {}, () => {});
  memory.emitMetric("n", 1);

  memory.spans().pop();
  memory.metrics().pop();

  expect([memory.spans().length, memory.metrics().length]).toEqual([1, 1]);
});

test("open spans can be seen, with the attributes they have so far", () => {
  const clock = manualClock();
  const memory = new InMemoryTelemetry({ clock, ids: sequentialIds() });

  memory.trace("outer", { a: 1 }, (outer) =>
    memory.trace("inner", {}, () => {
      outer.set({ b: 2 });
      for (let i = 0; i < 200; i++) memory.trace("short", {}, () => {});
      expect(memory.openSpans()).toMatchObject([
        { kind: "span_start", name: "outer", spanId: "0000000000000001", attributes: { a: 1, b: 2 } },
        { kind: "span_start", name: "inner", spanId: "0000000000000002", parentSpanId: "0000000000000001" },
      ]);
    }),
  );

  expect(memory.openSpans()).toEqual([]);
});

test("open spans can be seen behind a wrapper, too", () => {
  const memory = new InMemoryTelemetry();
  const telemetry = filter(memory, () => true, { starts: () => true });

  telemetry.trace("x", { a: 1 }, () => expect(memory.openSpans()).toMatchObject([{ name: "x", attributes: { a: 1 } }]));

  expect(memory.openSpans()).toEqual([]);
  expect(names(memory.spans())).toEqual(["x"]);
});

test("open spans of telemetries that are forgotten go with them, and others stay", async () => {
  const memory = new InMemoryTelemetry();
  const multi = new MultiTelemetry([memory]);
  const kept = startSpan(multi, "kept");

  // As a program does that makes a telemetry for each of its requests.
  for (let request = 0; request < 100; request++) startSpan(new MultiTelemetry([memory]), "forgotten");
  await collectGarbage();

  expect(names(memory.openSpans())).toEqual(["kept"]);
  kept.end();
  expect([names(memory.spans()), memory.openSpans()]).toEqual([["kept"], []]);
});

test("a metric keeps nothing of the work that it was emitted in", async () => {
  const memory = new InMemoryTelemetry();
  const emitIn = (work: object) => {
    const span = withContextValue(Symbol("work"), work, () => startSpan(memory, "step"));
    span.run(() => memory.emitMetric("steps", 1));
    span.end();
    return new WeakRef(work);
  };

  const work = emitIn({});
  await collectGarbage();

  expect(work.deref()).toBeUndefined();
  expect(memory.metrics()[0]?.spanId).toBe(memory.spans()[0]?.spanId);
});

test("find gives the spans of a name", () => {
  const memory = new InMemoryTelemetry();

  for (const name of ["a", "b", "a"]) memory.trace(name, { name }, () => {});

  expect(memory.find("a").map((span) => span.attributes)).toEqual([{ name: "a" }, { name: "a" }]);
  expect(memory.find("c")).toEqual([]);
});

test("clear forgets, and a span that is open is recorded all the same", () => {
  const memory = new InMemoryTelemetry();
  memory.trace("x", {}, () => {});
  memory.emitMetric("n", 1);

  const open = startSpan(memory, "open");
  memory.clear();
  expect([memory.spans(), memory.metrics(), names(memory.openSpans())]).toEqual([[], [], ["open"]]);
  open.end();

  expect(names(memory.spans())).toEqual(["open"]);
});

test("take gives what was recorded and forgets it", () => {
  const memory = new InMemoryTelemetry();
  memory.trace("x", {}, () => memory.emitMetric("n", 1));

  const { spans, metrics } = memory.take();

  expect([names(spans), names(metrics)]).toEqual([["x"], ["n"]]);
  expect(memory.take()).toEqual({ spans: [], metrics: [] });
});

test("a limit keeps the newest and counts what had to go", () => {
  const memory = new InMemoryTelemetry({ limit: 3 });

  for (const name of ["a", "b", "c", "d", "e"]) memory.trace(name, {}, () => memory.emitMetric(name, 1));

  expect(names(memory.spans())).toEqual(["c", "d", "e"]);
  expect(names(memory.metrics())).toEqual(["c", "d", "e"]);
  expect(memory.health().sinks[0]).toMatchObject({
    sink: "memory",
    taken: 10,
    written: 6,
    dropped: 4,
    failed: 0,
    pending: 0,
  });
  memory.clear();
  memory.trace("f", {}, () => {});
  expect(names(memory.spans())).toEqual(["f"]);
});

test("a limit that is none is told at once", () => {
  for (const limit of [0, -1, 1.5, Number.NaN, "10"]) {
    expect(() => new InMemoryTelemetry({ limit: limit as number })).toThrow(
      `InMemoryTelemetry: limit is ${limit === "10" ? '"10"' : limit}; give a positive whole number`,
    );
  }
});

test("the tree has parents first, in the order they started", () => {
  const clock = manualClock();
  const memory = new InMemoryTelemetry({ clock });

  memory.trace("run", {}, () => {
    clock.advance(1);
    const late = startSpan(memory, "ends late");
    clock.advance(1);
    memory.trace("tool", {}, () => {});
    late.end();
  });

  const [{ span, children }] = memory.tree() as [ReturnType<InMemoryTelemetry["tree"]>[number]];
  expect([span.name, names(children.map((child) => child.span))]).toEqual(["run", ["ends late", "tool"]]);
});

test("a tree of damaged spans shows each of them once", () => {
  const span = (spanId: string, parentSpanId?: string) =>
    ({ name: spanId, traceId: "t", spanId, parentSpanId, startedAt: 0 }) as SpanRecord;
  const shape = (nodes: readonly SpanNode[]): unknown[] =>
    nodes.map((node) => [node.span.name, ...shape(node.children)]);

  expect(shape(spanTree([span("orphan", "gone"), span("self", "self")]))).toEqual([["orphan"], ["self"]]);
  expect(shape(spanTree([span("a", "c"), span("b", "a"), span("c", "b"), span("root")]))).toEqual([
    ["root"],
    ["a", ["b", ["c"]]],
  ]);
});

test("a chain of 5,000 spans makes a tree", () => {
  const chain = Array.from(
    { length: 5000 },
    (_, i) => ({ name: `${i}`, traceId: "t", spanId: `${i}`, parentSpanId: `${i - 1}`, startedAt: i }) as SpanRecord,
  );

  let depth = 0;
  for (let node = spanTree(chain)[0]; node !== undefined; node = node.children[0]) depth++;

  expect(depth).toBe(5000);
});

test("a span with 200,000 children, of which some have only started, makes a tree", () => {
  const root = { name: "root", traceId: "t", spanId: "root", startedAt: 0 } as SpanStart;
  const children = Array.from({ length: 200_000 }, (_, i) => ({ ...root, spanId: `${i}`, parentSpanId: "root" }));

  const trees = spanTree<SpanStart>([root, ...children]);

  expect(trees.map((tree) => tree.children.length)).toEqual([200_000]);
});

test("NoTelemetry calls the work with a span, and that is all", async () => {
  const none = new NoTelemetry();

  expect(none.trace("x", { a: 1 }, (span) => [typeof span.set, span.traceparent])).toEqual(["function", undefined]);
  none.emitMetric("a_ms", 1);
  none.emitMetric("a", 1, {});
  await none.flush();
  expect(none.health()).toEqual({ sinks: [], refusedMetrics: 0 });
  await none[Symbol.asyncDispose]();
});
