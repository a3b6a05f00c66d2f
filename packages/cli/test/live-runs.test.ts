import { expect, test } from "vitest";
import { LiveRun } from "../src/live-run.ts";
import { LiveRuns } from "../src/live-runs.ts";
import { idOf, metric, span, start, startedAt, traceId } from "./recorded.ts";

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
    run.add(record);
    seen.push(run.isOpen);
  }

  expect(seen).toEqual([true, true, true, false, true, false]);
  expect(run.trace?.spans.map(({ record }) => record.name)).toEqual(["span 1", "span 2", "span 3"]);
});

test("a run that has not ended is quiet when it has told nothing for five minutes", () => {
  const run = new LiveRun();
  run.add(start(1));
  run.add(metric(1, { emittedAt: startedAt + 1000 }));

  const states = [0, 300_999, 301_000].map((afterMs) => run.stateAt(startedAt + afterMs));

  expect([run.heardAt, states]).toEqual([startedAt + 1000, ["running", "running", "quiet"]]);
});

test("what is written twice counts once, and a start after its end not at all", () => {
  const run = new LiveRun();
  for (const record of [start(1), start(1), span(1), span(1), start(1)]) run.add(record);

  expect([run.isOpen, run.size]).toEqual([false, 1]);
});

test("of spans, only what is shown is kept", () => {
  const run = new LiveRun();
  const long = "x".repeat(1000);
  const attributes = { "input.value": "hello", model: "m", long, list: [1] };
  run.add(start(1, 0, { attributes }));
  run.add(
    span(2, 1, {
      parentSpanId: idOf(1),
      attributes,
      status: "error",
      error: { type: "Error", message: long, stack: long },
      events: [{ name: "e", time: 0, attributes: {} }],
      links: [{ kind: "retry_of", traceId, spanId: idOf(1) }],
    }),
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
  run.add(start(1));
  for (let id = 2; id <= 5000; id++) run.add(span(id, id, { parentSpanId: idOf(1) }));
  for (let index = 0; index < 5000; index++) run.add(metric(1, { traceId }));

  expect([run.size, run.forgotten, run.trace?.metrics.length]).toEqual([2000, 3000, 2000]);
  expect(run.trace?.spans.map(({ record }) => record.spanId)).toEqual([
    idOf(1),
    ...Array.from({ length: 1999 }, (_, index) => idOf(3002 + index)),
  ]);
});

test("of a run of any length, the root is kept, and errors are counted", () => {
  const run = new LiveRun();
  run.add(span(1, 0, { name: "root" }));
  for (let id = 2; id <= 3000; id++) {
    run.add(span(id, id, { parentSpanId: idOf(1), ...(id % 100 === 0 && { status: "error" }) }));
  }

  expect([run.trace?.name, run.trace?.roots.length, run.forgotten, run.forgottenErrors]).toEqual(["root", 1, 1000, 10]);
});

test("a run that opens spans without end keeps the last", () => {
  const run = new LiveRun();
  for (let id = 1; id <= 2001; id++) run.add(start(id, id));

  expect([run.size, run.forgotten, run.isOpen]).toEqual([2000, 1, true]);
});

test("of any number of runs, those stay that were written to last, and all are counted", () => {
  const runs = new LiveRuns();
  const idOfRun = (index: number) => String(index).padStart(32, "0");
  runs.add(start(1, 0, { traceId: "a".repeat(32) }));
  for (let index = 0; index < 1000; index++) {
    runs.add(span(1, index, { traceId: idOfRun(index), ...(index % 10 === 0 && { status: "error" }) }));
  }

  expect(runs.countsAt(startedAt)).toEqual({ running: 1, quiet: 0, ok: 900, failed: 100 });
  expect([runs.all.length, runs.all[0]?.isOpen]).toEqual([500, true]);
});

test("runs that never end go, too, when there are too many", () => {
  const runs = new LiveRuns();
  for (let index = 0; index < 501; index++) runs.add(start(1, index, { traceId: String(index).padStart(32, "0") }));

  expect([runs.all.length, runs.countsAt(startedAt)]).toEqual([500, { running: 500, quiet: 1, ok: 0, failed: 0 }]);
});

test("metrics outside of runs and resources are no run, and metrics of a run that is not known yet show none", () => {
  const runs = new LiveRuns();
  runs.add({ kind: "resource", resourceId: "0badcafe", serviceName: "s", pid: 1, startedAt: 0 });
  runs.add(metric(1));
  for (let index = 0; index < 501; index++) runs.add(metric(1, { traceId: String(index).padStart(32, "0") }));

  expect([runs.all, runs.countsAt(startedAt)]).toEqual([[], { running: 0, quiet: 0, ok: 0, failed: 0 }]);
});
