import {
  filter,
  InMemoryTelemetry,
  type LiveSink,
  type Member,
  type MetricRecord,
  MultiTelemetry,
  NoTelemetry,
  Recorder,
  redact,
  type SpanRecord,
} from "@heddle/core";
import { isTelling, type RecordWriter, recordWriter } from "@heddle/core/bridge";
import { expect, test } from "vitest";

const span: SpanRecord = {
  kind: "span",
  name: "work",
  traceId: "0000000000000000000000000000000a",
  spanId: "000000000000000b",
  parentSpanId: "000000000000000c",
  startedAt: 1000,
  endedAt: 1005,
  durationMs: 5,
  status: "ok",
  attributes: { a: 1 },
  events: [{ name: "e", time: 1001, attributes: { b: 2 } }],
  links: [
    { kind: "retry_of", traceId: "0000000000000000000000000000000d", spanId: "000000000000000e" },
    { kind: "handoff", traceId: "0000000000000000000000000000000d", spanId: "000000000000000f", attributes: { c: 3 } },
  ],
};
const metric: MetricRecord = {
  kind: "metric",
  name: "tokens",
  value: 3,
  unit: "",
  instrumentKind: "counter",
  attributes: {},
  emittedAt: 1002,
};
const { kind: _, endedAt: __, durationMs: ___, status: ____, events: _____, links: ______, ...position } = span;
const start = { kind: "span_start", ...position } as const;

test("records made elsewhere arrive in every sink of a telemetry, and are accounted for", async () => {
  const [left, right] = [new InMemoryTelemetry(), new InMemoryTelemetry()];
  const multi = new MultiTelemetry([left, right]);
  const writer = recordWriter(multi);

  writer.spanStarted(start);
  const open = left.openSpans();
  writer.write(span);
  writer.write(metric);
  await writer.flush();

  expect(open).toEqual([start]);
  expect([left.spans(), right.spans()]).toEqual([[span], [span]]);
  expect([left.metrics(), right.metrics(), left.openSpans()]).toEqual([[metric], [metric], []]);
  expect(multi.health().sinks.map(({ taken, written }) => [taken, written])).toEqual([
    [2, 2],
    [2, 2],
  ]);
});

test("a memory with a limit keeps the newest of them, and counts the others", () => {
  const memory = new InMemoryTelemetry({ limit: 1 });
  const writer = recordWriter(memory);

  for (const name of ["old", "new"]) for (const record of [span, metric]) writer.write({ ...record, name });

  expect([memory.spans(), memory.metrics()]).toEqual([[{ ...span, name: "new" }], [{ ...metric, name: "new" }]]);
  expect(memory.health().sinks[0]).toMatchObject({ taken: 4, written: 2, dropped: 2 });
});

test("a plain sink is a target, and what it throws is told and counted", () => {
  const failures: string[] = [];
  const telemetry = new InMemoryTelemetry();
  const broken: Member = {
    name: "broken",
    reportTo: () => {},
    write() {
      throw new Error("disk full");
    },
  };
  const multi = new MultiTelemetry([broken, telemetry], { onSinkError: ({ message }) => failures.push(message) });

  recordWriter(multi).write(span);

  expect(failures).toEqual(["broken: write failed: Error: disk full"]);
  expect(telemetry.spans()).toEqual([span]);
  expect(multi.health().sinks[0]).toMatchObject({ sink: "broken", taken: 1, failed: 1 });
});

test("a sink with live spans of its own opens and ends one for each record", () => {
  const calls: unknown[] = [];
  const live: LiveSink = {
    write: (record) => calls.push(["write", record]),
    open(given, byHand) {
      calls.push(["open", given, byHand]);
      return {
        run: (work) => work(),
        set: (...args) => calls.push(["set", ...args]),
        event: (...args) => calls.push(["event", ...args]),
        link: (...args) => calls.push(["link", ...args]),
        end: (record) => calls.push(["end", record]),
      };
    },
  };
  const writer = recordWriter(live);

  writer.spanStarted(start);
  writer.write(span);
  writer.write({ ...span, parentSpanId: undefined as never, events: undefined as never, links: undefined as never });
  writer.write(metric);

  const { parentSpanId: _, ...rootStart } = start;
  expect(calls).toEqual([
    ["open", start, true],
    ["set", { a: 1 }],
    ["event", "e", { b: 2 }, 1001],
    ["link", { traceId: "0000000000000000000000000000000d", spanId: "000000000000000e" }, "retry_of", {}],
    ["link", { traceId: "0000000000000000000000000000000d", spanId: "000000000000000f" }, "handoff", { c: 3 }],
    ["end", span],
    ["open", rootStart, true],
    ["end", expect.objectContaining({ name: "work" })],
    ["write", metric],
  ]);
});

/** A foreign system that reports each of its spans, the recorder's too, back through `writer`. */
function echo(writer: () => RecordWriter): LiveSink {
  return {
    name: "echo",
    mintsIds: true,
    write: (record) => writer().write(record),
    open: (given) => {
      writer().spanStarted(given);
      return { run: (work) => work(), end: (record) => writer().write(record) };
    },
  };
}

test("what comes back of a span that a recorder opens and ends is no news to its own sinks, only to others", () => {
  const [own, other] = [new InMemoryTelemetry(), new InMemoryTelemetry()];
  const writer = recordWriter(new MultiTelemetry([own, filter(own, () => true), other]));
  const telemetry = new MultiTelemetry([echo(() => writer), own]);

  telemetry.trace("recorded", {}, () => writer.write(span));

  expect(own.spans().map(({ name }) => name)).toEqual(["work", "work", "recorded"]);
  expect(other.spans().map(({ name }) => name)).toEqual(["work", "recorded"]);
});

test("who is about to open a span can see that it is one that a recorder is telling of", () => {
  const [own, other] = [new InMemoryTelemetry(), new InMemoryTelemetry()];
  const seen: boolean[] = [];
  const live: LiveSink = {
    write() {},
    open: () => {
      seen.push(isTelling(telemetry), isTelling(own), isTelling(other));
      return { run: (work) => work(), end: () => void seen.push(isTelling(own)) };
    },
  };
  const telemetry: Recorder = new Recorder([live, own]);

  telemetry.trace("x", {}, () => seen.push(isTelling(telemetry)));

  expect([...seen, isTelling(own)]).toEqual([true, true, false, false, true, false]);
});

test("sinks that mint ids can be left out, and a target is refused when nothing is left of it", () => {
  const memory = new InMemoryTelemetry();
  const sink: LiveSink = echo(() => writer);
  const writer = recordWriter(new MultiTelemetry([sink, memory]), { skipMinting: true });

  writer.spanStarted(start);
  writer.write(span);
  writer.write(metric);

  expect([memory.spans(), memory.metrics()]).toEqual([[span], [metric]]);
  expect(() => recordWriter(new Recorder(sink), { skipMinting: true })).toThrow(
    "echo: these records come from there; give a telemetry that keeps them elsewhere",
  );
  expect(() => recordWriter(new NoTelemetry(), { skipMinting: true })).not.toThrow();
});

test("records are unchangeable once they are written", () => {
  const memory = new InMemoryTelemetry();

  recordWriter(memory).write(structuredClone(span));

  const [record] = memory.spans();
  expect([record, record?.attributes, record?.events?.[0]?.attributes].map(Object.isFrozen)).toEqual([
    true,
    true,
    true,
  ]);
});

test("a live view behind a wrapper sees a span open, and its record when it ends", () => {
  const memory = new InMemoryTelemetry();
  const writer = recordWriter(redact(memory, { keys: ["a"] }));

  writer.spanStarted(start);
  const open = memory.openSpans();
  writer.write(span);

  expect(open).toEqual([{ ...start, attributes: { a: "[redacted]" } }]);
  expect(memory.spans()).toEqual([{ ...span, attributes: { a: "[redacted]" } }]);
  expect(memory.openSpans()).toEqual([]);
});

test("spans that never end take no more memory than 10,000 have", () => {
  const opened: string[] = [];
  const live: LiveSink = {
    write() {},
    open: ({ spanId }) => {
      opened.push(spanId);
      return { run: (work) => work(), end() {} };
    },
  };
  const writer = recordWriter(live);

  for (let at = 0; at < 10_001; at++) writer.spanStarted({ ...start, spanId: String(at).padStart(16, "0") });
  const before = opened.length;
  writer.write({ ...span, spanId: "0000000000010000" });

  expect([before, opened.length, opened.at(-1)]).toEqual([10_000, 10_001, "0000000000010000"]);
});

test("what is no telemetry and no sink is refused", () => {
  expect(() => recordWriter({} as Member)).toThrow(
    "an object with no keys is no telemetry and no sink; give an object with trace() and emitMetric(), or with write()",
  );
});
