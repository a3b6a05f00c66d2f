import { InMemoryTelemetry, MultiTelemetry, redact, type SpanRecord, type SpanStart, startSpan } from "@heddle/core";
import { keepMoments, momentsOf } from "@heddle/core/bridge";
import { expect, test } from "vitest";
import { manualClock } from "./manual-clock.ts";

test("spans that start while the clock stands still are in the order they opened", () => {
  const memory = new InMemoryTelemetry({ clock: manualClock() });

  memory.trace("run", {}, () => {
    const open = ["a", "b", "c"].map((name) => startSpan(memory, name));
    for (const span of open.reverse()) span.end();
  });

  expect(memory.spans().map(({ name }) => name)).toEqual(["c", "b", "a", "run"]);
  expect(memory.tree()[0]?.children.map(({ span }) => span.name)).toEqual(["a", "b", "c"]);
});

const inWhatOrder = (records: readonly (SpanRecord | SpanStart)[]) => {
  const moments = records.flatMap((record) => {
    const { opened = Number.NaN, ended = Number.NaN } = momentsOf(record) ?? {};
    return [
      { at: opened, what: `${record.name} opens` },
      { at: ended, what: `${record.name} ends` },
    ];
  });
  return moments.sort((a, b) => a.at - b.at).map(({ at, what }) => (at === Infinity ? `(${what})` : what));
};

test.each<[string, () => { telemetry: MultiTelemetry | InMemoryTelemetry; memory: InMemoryTelemetry }]>([
  [
    "by itself",
    () => {
      const memory = new InMemoryTelemetry();
      return { telemetry: memory, memory };
    },
  ],
  [
    "behind what changes its records",
    () => {
      const memory = new InMemoryTelemetry();
      return { telemetry: new MultiTelemetry([redact(memory, { keys: ["secret"] })]), memory };
    },
  ],
])("a telemetry in memory %s knows the order of all that opened and ended", (_, make) => {
  const { telemetry, memory } = make();

  telemetry.trace("run", {}, () => {
    const a = startSpan(telemetry, "a");
    const b = startSpan(telemetry, "b");
    a.end();
    telemetry.trace("c", {}, () => {});
    b.end();
    startSpan(telemetry, "left");
  });

  expect(inWhatOrder([...memory.spans(), ...memory.openSpans()])).toEqual([
    "run opens",
    "a opens",
    "b opens",
    "a ends",
    "c opens",
    "c ends",
    "b ends",
    "left opens",
    "run ends",
    "(left ends)",
  ]);
});

test("of a copy, only the times are known, unless somebody tells", () => {
  const memory = new InMemoryTelemetry();
  memory.trace("run", {}, () => {});
  const copy = { ...(memory.spans()[0] as SpanRecord) };

  const before = momentsOf(copy);
  keepMoments(copy, { opened: 1, ended: 2 });

  expect([before, momentsOf(copy)]).toEqual([undefined, { opened: 1, ended: 2 }]);
});
