import { startSpan } from "@heddle/core";
import { capture } from "@heddle/testing";
import { expect, test } from "vitest";

test("ids count up and time is moved by hand, so that whole records can be compared", () => {
  const { telemetry, spans, metrics, tree, pass } = capture();

  telemetry.trace("run", {}, () => {
    pass(5);
    telemetry.trace("step", { n: 1 }, () => pass(0.5));
    telemetry.emitMetric("steps", 1);
  });

  const at = Date.UTC(2026, 0, 1);
  const traceId = "00000000000000000000000000000001";
  const ok = { kind: "span", traceId, status: "ok" } as const;
  const run = { ...ok, name: "run", spanId: "0000000000000001", startedAt: at, endedAt: at + 5.5, durationMs: 5.5 };
  const step = {
    ...ok,
    name: "step",
    spanId: "0000000000000002",
    parentSpanId: run.spanId,
    startedAt: at + 5,
    endedAt: at + 5.5,
    durationMs: 0.5,
    attributes: { n: 1 },
  };
  expect(spans()).toEqual([step, { ...run, attributes: {} }]);
  expect(tree()).toEqual([{ span: { ...run, attributes: {} }, children: [{ span: step, children: [] }] }]);
  expect(metrics().map(({ name, emittedAt, spanId }) => [name, emittedAt, spanId])).toEqual([
    ["steps", at + 5.5, run.spanId],
  ]);
});

test("what is open is told apart; the clock can start at any time, and goes to others, too", () => {
  const { telemetry, openSpans, spans, clock } = capture({ startedAt: 1000 });

  startSpan(telemetry, "waiting");

  expect(openSpans().map(({ name, startedAt }) => [name, startedAt])).toEqual([["waiting", 1000]]);
  expect(spans()).toEqual([]);
  expect(clock.wallMs(clock.monotonicMs())).toBe(1000);
});

test("time does not go back", () => {
  const { pass } = capture();

  expect(() => pass(-1)).toThrow(
    new RangeError("capture: pass(-1); give milliseconds, 0 or more: time does not go back"),
  );
  expect(() => pass("5" as never)).toThrow('capture: pass("5"); give milliseconds, 0 or more: ');
  expect(() => pass(Number.NaN)).toThrow(RangeError);
  expect(() => pass(Number.POSITIVE_INFINITY)).toThrow(RangeError);
});

test.each<[object, string]>([
  [{ startAt: 0 }, 'there is no "startAt"; there are startedAt, '],
  [{ clock: {} }, 'there is no "clock"; there are startedAt, '],
  [{ startedAt: new Date(0) }, "startedAt is "],
  [{ startedAt: Number.NaN }, "startedAt is NaN; give milliseconds since the epoch"],
])("what is no option is refused: %o", (options, message) => {
  expect(() => capture(options)).toThrow(`capture: ${message}`);
  expect(() => capture(options)).toThrow(TypeError);
});
