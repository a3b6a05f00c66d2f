import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  FileTelemetry,
  InMemoryTelemetry,
  type LiveSink,
  MultiTelemetry,
  mapSpans,
  type SpanRecord,
  type SpanStart,
} from "@heddle/core";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const shout = (span: SpanRecord): SpanRecord => ({
  ...span,
  name: span.name.toUpperCase(),
  attributes: { ...span.attributes, loud: true },
});

test("finished spans arrive as the function makes them; starts and metrics arrive as they are", () => {
  const starts: SpanStart[] = [];
  const written: unknown[] = [];
  const sink = {
    spanStarted: (start: SpanStart) => void starts.push(start),
    write: (record: { name: string; attributes: object }) => void written.push([record.name, record.attributes]),
  };

  const telemetry = mapSpans(sink, shout);
  telemetry.trace("run", { a: 1 }, () => telemetry.emitMetric("n", 1, { b: 2 }));

  expect(starts).toMatchObject([{ name: "run", attributes: { a: 1 } }]);
  expect(written).toEqual([
    ["n", { b: 2 }],
    ["RUN", { a: 1, loud: true }],
  ]);
});

test("what others see is not changed", () => {
  const plain = new InMemoryTelemetry();
  const loud = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([plain, mapSpans(loud, shout)]);

  telemetry.trace("run", { a: 1 }, () => {});

  expect(plain.spans()).toMatchObject([{ name: "run", attributes: { a: 1 } }]);
  expect(loud.spans()).toEqual(plain.spans().map(shout));
});

test("a sink that takes spans without records gets the changed ones, too", async () => {
  const path = join(temporaryFolder(), "traces.jsonl");
  const telemetry = mapSpans(new FileTelemetry(path), shout);

  telemetry.trace("run", {}, () => {});
  await telemetry[Symbol.asyncDispose]();

  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  const [start, span] = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind !== "resource");
  expect(start).toMatchObject({ kind: "span_start", name: "run", start_attributes: {} });
  expect(span).toMatchObject({ kind: "span", name: "RUN", attributes: { loud: true } });
});

test("a live sink gets an empty text for each attribute that is taken out", () => {
  const seen: unknown[] = [];
  const sink: LiveSink = {
    open: ({ attributes: given }) => {
      seen.push(given);
      return {
        run: (work) => work(),
        set: (attributes) => void seen.push(attributes),
        end: ({ attributes }) => void seen.push(attributes),
      };
    },
    write() {},
  };
  const telemetry = mapSpans(sink, ({ attributes: { secret: _secret, late: _late, ...left }, ...span }) => ({
    ...span,
    attributes: left,
  }));

  telemetry.trace("run", { secret: "s", a: 1 }, (span) => span.set({ late: 2 }));

  expect(seen).toEqual([{ secret: "s", a: 1 }, { late: 2 }, { secret: "", late: "" }, { a: 1 }]);
});

test("a live sink gets the events that are added, and the record as the function makes it", () => {
  const seen: unknown[] = [];
  const sink: LiveSink = {
    open: () => ({
      run: (work) => work(),
      event: (name, attributes, time) => void seen.push([name, attributes, time]),
      end: ({ attributes, events }) => void seen.push([attributes, events?.map(({ name }) => name)]),
    }),
    write() {},
  };
  const telemetry = mapSpans(sink, (span) => ({
    ...span,
    attributes: { ...span.attributes, verdict: "fine" },
    events: [...(span.events ?? []), { name: "judged", attributes: { by: "rule" }, time: span.endedAt }],
  }));

  const memory = new InMemoryTelemetry();
  new MultiTelemetry([memory, telemetry]).trace("run", {}, (span) => span.event("found", { n: 1 }));

  const [record] = memory.spans();
  expect(seen).toEqual([
    ["found", { n: 1 }, record?.events?.[0]?.time],
    ["judged", { by: "rule" }, record?.endedAt],
    [{ verdict: "fine" }, ["found", "judged"]],
  ]);
});

test.each<[what: string, change: (span: SpanRecord) => unknown, told: string]>([
  [
    "throws",
    () => {
      throw new RangeError("typo");
    },
    "RangeError: typo",
  ],
  [
    "changes the record in place",
    (span) => Object.assign(span.attributes, { a: 2 }),
    "TypeError: Cannot assign to read only property 'a' of object '#<Object>'",
  ],
  ["gives nothing", () => undefined, "TypeError: it gave undefined; return a span record"],
  ["gives null", () => null, "TypeError: it gave null; return a span record"],
  ["is async", async (span) => span, "TypeError: it gave a promise; return a span record"],
  [
    "is async and rejects",
    () => Promise.reject(new Error("late")),
    "TypeError: it gave a promise; return a span record",
  ],
])("a function that %s costs nothing, and is told once", async (_what, change, told) => {
  const messages: string[] = [];
  const memory = new InMemoryTelemetry({ onSinkError: ({ message }) => messages.push(message) });
  const telemetry = mapSpans(memory, change as (span: SpanRecord) => SpanRecord);

  telemetry.trace("a", { a: 1 }, () => {});
  telemetry.trace("b", { a: 1 }, () => {});
  await telemetry.flush();

  expect(memory.spans().map(({ name, attributes }) => [name, attributes])).toEqual([
    ["a", { a: 1 }],
    ["b", { a: 1 }],
  ]);
  expect(messages).toEqual([
    `memory: write failed: Error: mapSpans passed a span on as it was: its change failed: ${told}`,
  ]);
  expect(telemetry.health().sinks[0]).toMatchObject({ taken: 2, written: 2, failed: 0 });
});

test("what is no function is told at once", () => {
  expect(() => mapSpans(new InMemoryTelemetry(), undefined as never)).toThrow(
    new TypeError("mapSpans: change is undefined; give a function from a span record to a span record"),
  );
});
