import {
  buildTraces,
  type Durations,
  StatisticsCollector,
  statistics,
  type Trace,
  wilsonInterval,
} from "@heddle/reader";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Quantiles } from "../src/quantiles.ts";
import { type SpanFacts, span, spanIdOf, start, traceIdOf } from "./recorded.ts";

const traceOf = (...facts: readonly SpanFacts[]) => buildTraces(facts.map(span))[0] as Trace;
const none = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  costUsd: 0,
};
const link = (kind: "retry_of" | "fallback_of" | "data_flow", id: number, trace = 1) => [
  { kind, traceId: traceIdOf(trace), spanId: spanIdOf(id) },
];

test("of no traces there is nothing", () => {
  const nothing = { spans: 0, durationMs: 0, ...none };

  expect(statistics([])).toEqual({ traces: 0, names: [], waste: { retried: nothing, failed: nothing }, runs: [] });
});

test("spans are told by name and type, the one that took most time first", () => {
  const model = { "heddle.span.type": "llm", tokens_in: 10, tokens_out: 2, cost: 0.5 };
  const records = [
    span({ id: 1, name: "run", durationMs: 100 }),
    span({ id: 2, parent: 1, name: "ask", durationMs: 30, attributes: model }),
    span({ id: 3, parent: 1, name: "ask", durationMs: 40, attributes: model, status: "error" }),
    start({ id: 4, parent: 1, name: "ask" }),
  ];

  const { names } = statistics(buildTraces(records));

  expect(names).toEqual([
    {
      name: "run",
      count: 1,
      errors: 0,
      interrupted: 0,
      durations: { p50: 100, p95: 100, p99: 100, totalMs: 100 },
      ...none,
    },
    {
      name: "ask",
      type: "llm",
      count: 2,
      errors: 1,
      interrupted: 0,
      durations: { p50: 30, p95: 40, p99: 40, totalMs: 70 },
      ...none,
      inputTokens: 20,
      outputTokens: 4,
      costUsd: 1,
    },
    { name: "ask", count: 1, errors: 0, interrupted: 1, durations: { totalMs: 0 }, ...none },
  ]);
});

test("waste is what was tried again or replaced, and what failed, each span once", () => {
  const cost = { cost: 1, tokens_in: 10 };
  const trace = traceOf(
    { id: 1, name: "run", durationMs: 100 },
    { id: 2, parent: 1, name: "tried", status: "error", durationMs: 10 },
    { id: 3, parent: 2, name: "in it", status: "error", durationMs: 8, attributes: cost },
    { id: 4, parent: 1, name: "again", links: link("retry_of", 2), status: "error", durationMs: 20 },
    { id: 5, parent: 4, name: "in it", durationMs: 15, attributes: cost },
    { id: 6, parent: 1, name: "other", links: [...link("data_flow", 1), ...link("fallback_of", 1, 2)] },
  );

  expect(statistics([trace, trace]).waste).toEqual({
    retried: { spans: 4, durationMs: 20, ...none, costUsd: 2, inputTokens: 20 },
    failed: { spans: 4, durationMs: 40, ...none, costUsd: 2, inputTokens: 20 },
  });
});

test("work that was interrupted took no time that is known", () => {
  const trace = buildTraces([start({ id: 1 }), span({ id: 2, links: link("retry_of", 1) })])[0] as Trace;

  expect(statistics([trace]).waste.retried).toEqual({ spans: 1, durationMs: 0, ...none });
});

describe("runs", () => {
  const run = (trace: number, steps: readonly string[], status: "ok" | "error" = "ok") =>
    traceOf(
      { id: 1, trace, name: "agent", status, durationMs: 10 * trace },
      ...steps.map((name, index) => ({ id: index + 2, trace, parent: 1, name, at: index + 1 })),
    );

  test("are told by their name: how many passed, and how sure that is", () => {
    const runs = [run(1, ["a"]), run(2, ["a"]), run(3, ["a"], "error")];

    expect(statistics(runs).runs).toEqual([
      {
        name: "agent",
        runs: 3,
        passed: 2,
        passRate: 2 / 3,
        passInterval: wilsonInterval(2, 3),
        durations: { p50: 20, p95: 30, p99: 30, totalMs: 60 },
        ...none,
      },
    ]);
    expect(statistics(runs, { passed: ({ durationMs }) => durationMs < 15 }).runs[0]?.passed).toBe(1);
  });

  test("that were interrupted have no duration, and the name with most runs comes first", () => {
    const interrupted = buildTraces([start({ id: 1, name: "stopped", trace: 9 })]);
    const durations = (each: { name: string; durations: Durations }) => [each.name, each.durations];

    expect(statistics([...interrupted, run(1, []), run(2, [])]).runs.map(durations)).toEqual([
      ["agent", { p50: 10, p95: 20, p99: 20, totalMs: 30 }],
      ["stopped", { totalMs: 0 }],
    ]);
  });

  test("part where the first of them takes another step, whatever comes later", () => {
    const runs = [
      run(1, ["plan", "search", "answer"]),
      run(2, ["plan", "search", "cite"]),
      run(3, ["plan", "guess"], "error"),
      run(4, ["plan", "search", "answer"]),
      run(5, ["plan", "guess"], "error"),
      run(6, ["plan", "search", "cite", "more"]),
      run(7, ["plan"]),
    ];

    expect(statistics(runs).runs[0]?.divergence).toEqual({
      commonSpans: 2,
      after: "plan",
      branches: [
        { name: "search", runs: 4, passed: 4 },
        { name: "guess", runs: 2, passed: 0 },
        { runs: 1, passed: 1 },
      ],
    });
  });

  test("part where another tool is called, whatever the spans of tools are called", () => {
    const tools = (trace: number, ...called: string[]) =>
      traceOf(
        { id: 1, trace, name: "agent" },
        ...called.map((tool, at) => ({ id: 2 + at, trace, parent: 1, at, name: "loom.tool", attributes: { tool } })),
      );

    const { names, runs } = statistics([tools(1, "plan", "search"), tools(2, "plan", "calc")]);

    expect(runs[0]?.divergence).toEqual({
      commonSpans: 2,
      after: "loom.tool plan",
      branches: [
        { name: "loom.tool", type: "tool", tool: "search", runs: 1, passed: 1 },
        { name: "loom.tool", type: "tool", tool: "calc", runs: 1, passed: 1 },
      ],
    });
    expect(names.map(({ name, tool, count }) => [name, tool, count])).toEqual([
      ["agent", undefined, 2],
      ["loom.tool", "plan", 2],
      ["loom.tool", "search", 1],
      ["loom.tool", "calc", 1],
    ]);
  });

  test("may part at once, by the type of what is asked first", () => {
    const typed = (trace: number, type: string) =>
      traceOf({ id: 1, trace, name: "agent", attributes: { "heddle.span.type": type } });

    expect(statistics([typed(1, "agent"), typed(2, "chain")]).runs[0]?.divergence).toEqual({
      commonSpans: 0,
      branches: [
        { name: "agent", type: "agent", runs: 1, passed: 1 },
        { name: "agent", type: "chain", runs: 1, passed: 1 },
      ],
    });
  });
});

test("names that are made up do not fill the memory", () => {
  const collector = new StatisticsCollector();
  for (let trace = 1; trace <= 1002; trace++) collector.add(traceOf({ id: 1, trace, name: `run ${trace}` }));
  collector.add(traceOf({ id: 1, trace: 1, name: "run 1" }));

  const { names, runs } = collector.result();

  expect([names.length, runs.length]).toEqual([1001, 1001]);
  expect(names.find(({ name }) => name === "…")?.count).toBe(2);
  expect(runs.slice(0, 2).map(({ name, runs }) => [name, runs])).toEqual([
    ["run 1", 2],
    ["…", 2],
  ]);
});

describe("quantiles", () => {
  test("are exact up to 10,000 values, and within 1 % beyond", () => {
    const few = new Quantiles();
    const many = new Quantiles();
    for (let value = 10_000; value >= 1; value--) few.add(value);
    for (let value = 20_000; value >= 1; value--) many.add(value);

    expect([0, 0.5, 0.95, 0.99, 1].map((share) => few.at(share))).toEqual([1, 5000, 9500, 9900, 10_000]);
    for (const share of [0.01, 0.5, 0.95, 0.99, 1]) {
      expect(Math.abs(many.at(share) / (20_000 * share) - 1)).toBeLessThan(0.0101);
    }
    expect(many.count).toBe(20_000);
    expect(new Quantiles().at(0.5)).toBe(0);
  });

  test("of nothing but zeros are zero", () => {
    const zeros = new Quantiles();
    for (let count = 0; count < 10_001; count++) zeros.add(0);

    expect(zeros.at(0.99)).toBe(0);
  });
});

describe("Wilson's interval", () => {
  test.each([
    [0, 0, 0, 1],
    [5, 10, 0.2366, 0.7634],
    [10, 10, 0.7225, 1],
    [0, 10, 0, 0.2775],
    [95, 100, 0.8882, 0.9785],
  ])("of %s in %s is from %s to %s", (passed, total, low, high) => {
    const interval = wilsonInterval(passed, total);

    expect([interval.low, interval.high].map((bound) => Number(bound.toFixed(4)))).toEqual([low, high]);
  });

  test("holds the rate, and is within 0 and 1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
        const passed = Math.round(total * share);

        const { low, high } = wilsonInterval(passed, total);

        expect(0 <= low && low <= passed / total && passed / total <= high && high <= 1).toBe(true);
      }),
    );
  });
});
