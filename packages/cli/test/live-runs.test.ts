import { expect, test } from "vitest";
import { LiveRun } from "../src/live-run.ts";
import { LiveRuns } from "../src/live-runs.ts";
import { idOf, metric, span, start, traceId } from "./recorded.ts";

test("a run is under way until a root and all of its spans have ended", () => {
  const run = new LiveRun();
  const seen: boolean[] = [];
  for (const record of [
    start(1),
    start(2, 1, { parentSpanId: idOf(1) }),
    span(2, 1, { parentSpanId: idOf(1) }),
    span(1),
    start(3, 9, { parentSpanId: idOf(1) }),
    span(3, 9, { parentSpanId: idOf(1) }),
  ]) {
    run.add(record, 0);
    seen.push(run.isRunning);
  }

  expect(seen).toEqual([true, true, true, false, true, false]);
  expect(run.trace?.spans.map(({ record }) => record.name)).toEqual(["span 1", "span 2", "span 3"]);
});

test("what is written twice counts once, and a start after its end not at all", () => {
  const run = new LiveRun();
  for (const record of [start(1), start(1), span(1), span(1), start(1)]) run.add(record, 0);

  expect([run.isRunning, run.size]).toEqual([false, 1]);
});

test("of spans, only what is shown is kept", () => {
  const run = new LiveRun();
  const long = "x".repeat(1000);
  const attributes = { "input.value": "hello", model: "m", long, list: [1] };
  run.add(start(1, 0, { attributes }), 0);
  run.add(
    span(2, 1, {
      parentSpanId: idOf(1),
      attributes,
      status: "error",
      error: { type: "Error", message: long, stack: long },
      events: [{ name: "e", time: 0, attributes: {} }],
      links: [{ kind: "retry_of", traceId, spanId: idOf(1) }],
    }),
    0,
  );

  const [one, two] = run.trace?.spans.map(({ record }) => record) ?? [];
  expect(one).toEqual(start(1, 0, { attributes: { model: "m" } }));
  expect(two).toEqual({
    ...span(2, 1, { parentSpanId: idOf(1), attributes: { model: "m" }, status: "error" }),
    exception: expect.stringMatching(/^Error: x+…/),
  });
  expect(JSON.stringify(two).length).toBeLessThan(1000);
});

test("a run of any length keeps its last spans, those that are under way, and its count", () => {
  const run = new LiveRun();
  run.add(start(1), 0);
  for (let id = 2; id <= 5000; id++) run.add(span(id, id, { parentSpanId: idOf(1) }), 0);
  for (let index = 0; index < 5000; index++) run.add(metric(1, { traceId }), 0);

  expect([run.size, run.forgotten, run.trace?.metrics.length]).toEqual([2000, 3000, 2000]);
  expect(run.trace?.spans.map(({ record }) => record.spanId)).toEqual([
    idOf(1),
    ...Array.from({ length: 1999 }, (_, index) => idOf(3002 + index)),
  ]);
});

test("a run that opens spans without end keeps the last", () => {
  const run = new LiveRun();
  for (let id = 1; id <= 2001; id++) run.add(start(id, id), 0);

  expect([run.size, run.forgotten, run.isRunning]).toEqual([2000, 1, true]);
});

test("of any number of runs, those stay that were written to last, and all are counted", () => {
  const runs = new LiveRuns();
  const idOfRun = (index: number) => String(index).padStart(32, "0");
  runs.add(start(1, 0, { traceId: "a".repeat(32) }), 0);
  for (let index = 0; index < 1000; index++) {
    runs.add(span(1, index, { traceId: idOfRun(index), ...(index % 10 === 0 && { status: "error" }) }), 0);
  }

  expect(runs.counts).toEqual({ running: 1, ok: 900, failed: 100 });
  expect([runs.all.length, runs.all[0]?.isRunning]).toEqual([500, true]);
});

test("runs that never end go, too, when there are too many", () => {
  const runs = new LiveRuns();
  for (let index = 0; index < 501; index++) runs.add(start(1, index, { traceId: String(index).padStart(32, "0") }), 0);

  expect([runs.all.length, runs.counts.running]).toEqual([500, 501]);
});

test("metrics outside of runs and resources are no run, and metrics of a run that is not known yet show none", () => {
  const runs = new LiveRuns();
  runs.add({ kind: "resource", resourceId: "0badcafe", serviceName: "s", pid: 1, startedAt: 0 }, 0);
  runs.add(metric(1), 0);
  for (let index = 0; index < 501; index++) runs.add(metric(1, { traceId: String(index).padStart(32, "0") }), 0);

  expect([runs.all, runs.counts]).toEqual([[], { running: 0, ok: 0, failed: 0 }]);
});
