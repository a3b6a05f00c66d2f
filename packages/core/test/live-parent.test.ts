import {
  continueTrace,
  filter,
  InMemoryTelemetry,
  type LiveSink,
  type LiveSpanIds,
  MultiTelemetry,
  NoTelemetry,
  type SpanRef,
  startSpan,
} from "@heddle/core";
import { addParentSource, type ParentSource } from "@heddle/core/bridge";
import { expect, test } from "vitest";

const foreign = { traceId: "0000000000000000000000000000000f", spanId: "00000000000000ff" };
const remote = "00-000000000000000000000000000000ee-000000000000000e-01";

/** A live sink whose system has an active span where `active` says so. */
function sinkWith(active: (ours: SpanRef | undefined) => LiveSpanIds | undefined): LiveSink {
  return {
    name: "system",
    write() {},
    open: () => ({ run: (work) => work(), end() {} }),
    activeParent: active,
  };
}

test("a root is a child of the foreign system's active span, and so is a metric", () => {
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([memory, sinkWith((ours) => (ours === undefined ? foreign : undefined))]);

  telemetry.trace("root", {}, (root) => {
    telemetry.trace("child", {}, (child) => expect(child.parentSpanId).toBe(root.spanId));
  });
  telemetry.emitMetric("tokens", 1);

  expect(memory.find("root")[0]).toMatchObject({ traceId: foreign.traceId, parentSpanId: foreign.spanId });
  expect(memory.metrics()[0]).toMatchObject(foreign);
});

test("a foreign span inside of ours is the parent of our next one, also of one ended by hand", () => {
  const memory = new InMemoryTelemetry();
  let inner: LiveSpanIds | undefined;
  const telemetry = new MultiTelemetry([memory, sinkWith((ours) => (ours === undefined ? undefined : inner))]);

  telemetry.trace("root", {}, (root) => {
    inner = { traceId: root.traceId, spanId: foreign.spanId };
    telemetry.trace("child", {}, () => {});
    startSpan(telemetry, "by hand").end();
    startSpan(telemetry, "told", {}, { parent: root }).end();
  });

  const [root] = memory.find("root");
  const parents = ["child", "by hand", "told"].map((name) => memory.find(name)[0]?.parentSpanId);
  expect(parents).toEqual([foreign.spanId, foreign.spanId, root?.spanId]);
});

test("the sink is told of a remote parent, and whoever sampled a trace out is believed", () => {
  const asked: (string | undefined)[] = [];
  const memory = new InMemoryTelemetry();
  const sink = sinkWith((ours) => {
    asked.push(ours?.spanId);
    return ours === undefined ? { ...foreign, sampled: false } : undefined;
  });
  const telemetry = new MultiTelemetry([memory, sink]);

  continueTrace(remote, () => telemetry.trace("continued", {}, () => {}));
  const traceparent = telemetry.trace("unsampled", {}, (span) => span.traceparent);

  expect(asked).toEqual(["000000000000000e", undefined]);
  expect(memory.find("continued")[0]?.parentSpanId).toBe("000000000000000e");
  expect(traceparent).toMatch(/-00$/);
});

test("the first sink that has an answer decides, also from inside of a wrapper", () => {
  const memory = new InMemoryTelemetry();
  const silent = sinkWith(() => undefined);
  const answering = filter(
    sinkWith(() => foreign),
    () => true,
  );
  const other = sinkWith(() => ({ ...foreign, spanId: "0000000000000001" }));
  const telemetry = new MultiTelemetry([memory, silent, answering, other]);

  telemetry.trace("root", {}, () => {});

  expect(memory.spans()[0]?.parentSpanId).toBe(foreign.spanId);
});

test.each([
  [
    "throws",
    () => {
      throw new Error("no context");
    },
    "system: open failed: Error: no context",
  ],
  [
    "gives what are no ids",
    () => ({ traceId: "1", spanId: "2" }),
    "system: open failed: TypeError: ids 1 2 are not W3C ids",
  ],
])("a sink that %s is told once, and the span is a root", (_what, active, message) => {
  const told: string[] = [];
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([memory, sinkWith(active)], {
    onSinkError: (failure) => told.push(failure.message),
  });

  telemetry.trace("root", {}, () => {});
  telemetry.trace("next", {}, () => {});

  expect(memory.spans().map(({ parentSpanId }) => parentSpanId)).toEqual([undefined, undefined]);
  expect(told).toEqual([message]);
});

test("a bridge that knows the innermost span is asked after the live sinks, once for each span and metric", () => {
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([memory, sinkWith((ours) => (ours === undefined ? foreign : undefined))]);
  const asked: (string | undefined)[] = [];
  const inner = { traceId: foreign.traceId, spanId: "00000000000000aa" };
  let root = "";
  const source: ParentSource = {
    activeParent(ours) {
      asked.push(ours?.spanId);
      return ours?.spanId === root ? inner : undefined;
    },
  };

  for (const target of [telemetry, telemetry, new NoTelemetry(), { trace() {}, emitMetric() {} } as never])
    addParentSource(target, source);
  const child = telemetry.trace("root", {}, ({ spanId }) => {
    root = spanId;
    telemetry.emitMetric("tokens", 1);
    return telemetry.trace("child", {}, (span) => telemetry.trace("grandchild", {}, () => span.spanId));
  });

  expect(asked).toEqual([root, root, child]);
  const parents = ["root", "child", "grandchild"].map((name) => memory.find(name)[0]?.parentSpanId);
  expect(parents).toEqual([foreign.spanId, inner.spanId, child]);
  expect(memory.metrics()[0]?.spanId).toBe(inner.spanId);
});
