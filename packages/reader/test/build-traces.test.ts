import { InMemoryTelemetry, type JsonObject, type SpanRecord, sequentialIds } from "@heddle/core";
import { buildTraces, type Trace, TraceCollector, type TraceSpan } from "@heddle/reader";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { metric, type SpanFacts, START_MS, span, spanIdOf, start, traceIdOf } from "./recorded.ts";

const only = (traces: readonly Trace[]): Trace => {
  expect(traces).toHaveLength(1);
  return traces[0] as Trace;
};
const traceOf = (...facts: readonly SpanFacts[]): Trace => only(buildTraces(facts.map(span)));
const namesOf = (spans: readonly TraceSpan[]) => spans.map(({ record }) => record.name);

/** `a(b(c) d)` */
function shape(spans: readonly TraceSpan[]): string {
  return spans
    .map(({ record, children }) => record.name + (children.length > 0 ? `(${shape(children)})` : ""))
    .join(" ");
}

test("a span knows its place, its type, its time and how it ended", () => {
  const root = span({ id: 1, name: "run", at: 10, durationMs: 30, attributes: { "heddle.span.type": "agent" } });
  const child = span({ id: 2, parent: 1, name: "search", at: 15, durationMs: 5, status: "error" });

  const trace = only(buildTraces([child, root]));

  const expected = { record: child, status: "error", offsetMs: 5, durationMs: 5, depth: 1, children: [] };
  expect(trace).toEqual({
    traceId: traceIdOf(1),
    name: "run",
    status: "ok",
    startedAt: START_MS + 10,
    durationMs: 30,
    roots: [{ record: root, type: "agent", status: "ok", offsetMs: 0, durationMs: 30, depth: 0, children: [expected] }],
    spans: [expect.objectContaining({ record: root }), expected],
    metrics: [],
    totals: {
      spans: 2,
      errors: 1,
      interrupted: 0,
      llmCalls: 0,
      toolCalls: 0,
      retries: 0,
      depth: 2,
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      reasoningTokens: 0,
      costUsd: 0,
    },
  });
});

test("what telemetry records is one trace for each run, by start time", () => {
  const memory = new InMemoryTelemetry({ ids: sequentialIds() });
  for (const run of ["a", "b"]) memory.trace(run, {}, () => memory.trace("inner", {}, () => memory.emitMetric("m", 1)));
  memory.emitMetric("outside", 1);

  const traces = buildTraces([...memory.spans(), ...memory.metrics()].reverse());

  expect(traces.map(({ roots }) => shape(roots))).toEqual(["a(inner)", "b(inner)"]);
  expect(traces.map(({ metrics }) => metrics.map(({ name }) => name))).toEqual([["m"], ["m"]]);
});

describe("a span that has started and not ended", () => {
  test("is interrupted, and stands where it would stand", () => {
    const records = [
      start({ id: 1, name: "run" }),
      start({ id: 2, parent: 1, name: "call", at: 5 }),
      metric("m", 1, 1),
    ];
    const end = span({ id: 2, parent: 1, name: "call", at: 5, durationMs: 7 });

    const [running, later] = [only(buildTraces(records)), only(buildTraces([end, ...records, end]))];

    expect(running).toMatchObject({ status: "interrupted", durationMs: 5, totals: { spans: 2, interrupted: 2 } });
    expect(running.roots[0]).not.toHaveProperty("durationMs");
    expect(later).toMatchObject({ status: "interrupted", durationMs: 12, totals: { spans: 2, interrupted: 1 } });
    expect(shape(later.roots)).toBe("run(call)");
  });

  test("leaves a run alone that did not wait for it", () => {
    const trace = only(buildTraces([span({ id: 1 }), start({ id: 2, parent: 1 })]));

    expect(trace.status).toBe("ok");
  });

  test("and a metric after the end of all spans still tell that the run went on", () => {
    const late = { ...metric("m", 1, 1), emittedAt: START_MS + 50 };

    expect(only(buildTraces([start({ id: 1 }), late])).durationMs).toBe(50);
  });
});

test.each([
  [["ok", "cancelled"], "cancelled"],
  [["cancelled", "error", "ok"], "error"],
  [["ok", "ok"], "ok"],
] as const)("roots that are %s make a trace that is %s", (statuses, expected) => {
  expect(traceOf(...statuses.map((status, id) => ({ id: id + 1, status }))).status).toBe(expected);
});

test("whose run it is, is told by whichever span says it first", () => {
  const say = (...attributes: JsonObject[]) =>
    traceOf(...attributes.map((each, id) => ({ id: id + 1, at: id, attributes: each })));

  expect(say({ "user.id": "" }, { user_id: "alice", session_id: "s1" })).toMatchObject({
    userId: "alice",
    sessionId: "s1",
  });
  expect(say({ "user.id": 7 }, { "user.id": "bob", "gen_ai.conversation.id": "c" })).toMatchObject({
    userId: "bob",
    sessionId: "c",
  });
});

describe("damaged traces", () => {
  test("an orphan is a root that says so, and rings are cut", () => {
    const trace = traceOf(
      { id: 1, name: "root" },
      { id: 2, name: "orphan", parent: 99 },
      { id: 3, name: "x", parent: 4 },
      { id: 4, name: "y", parent: 3 },
      { id: 5, name: "self", parent: 5 },
    );

    expect(shape(trace.roots)).toBe("root orphan self x(y)");
    expect(namesOf(trace.spans.filter(({ isOrphan }) => isOrphan))).toEqual(["orphan", "self", "x"]);
  });

  test("100,000 spans side by side, and 5,000 in each other, are no trouble", () => {
    const wide = Array.from({ length: 100_000 }, (_, id) => ({ id: id + 1, ...(id > 0 && { parent: 1 }) }));
    const deep = Array.from({ length: 5000 }, (_, id) => ({ id: id + 1, parent: id, at: id }));
    const roots = Array.from({ length: 150_000 }, (_, id) => ({ id: id + 1 }));

    expect(traceOf(...wide).totals).toMatchObject({ spans: 100_000, depth: 2 });
    expect(only(buildTraces(roots.map(span))).roots).toHaveLength(150_000);
    expect(traceOf(...deep).totals).toMatchObject({ spans: 5000, depth: 5000 });
  });

  test("whatever the parents, each span is there once, parents first", () => {
    const parents = fc.array(fc.option(fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(parents, (given) => {
        const facts = given.map((parent, index) => ({ id: index + 1, ...(parent !== null && { parent }) }));

        const { spans, roots } = traceOf(...facts);

        expect(new Set(spans.map(({ record }) => record.spanId)).size).toBe(facts.length);
        const seen = new Set<TraceSpan>(roots);
        for (const each of spans) {
          expect(seen.has(each)).toBe(true);
          for (const child of each.children) seen.add(child);
        }
      }),
    );
  });
});

describe("usage", () => {
  const llm = (usage: JsonObject): JsonObject => ({ "gen_ai.operation.name": "chat", ...usage });

  test.each<[who: string, attributes: JsonObject, expected: object]>([
    [
      "the GenAI conventions",
      {
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
        "gen_ai.usage.cache_read.input_tokens": 60,
        "gen_ai.usage.cache_creation.input_tokens": 30,
        "gen_ai.usage.reasoning.output_tokens": 8,
        "gen_ai.usage.cost": 0.5,
      },
      {
        inputTokens: 100,
        outputTokens: 20,
        cacheReadTokens: 60,
        cacheWriteTokens: 30,
        reasoningTokens: 8,
        costUsd: 0.5,
      },
    ],
    [
      "OpenInference",
      {
        "llm.token_count.prompt": 100,
        "llm.token_count.completion": 20,
        "llm.token_count.prompt_details.cache_read": 60,
        "llm.cost.total": 0.5,
      },
      { inputTokens: 100, outputTokens: 20, cacheReadTokens: 60, costUsd: 0.5 },
    ],
    ["LoomFlow", { tokens_in: 100, tokens_out: 20 }, { inputTokens: 100, outputTokens: 20 }],
    ["nobody", { tokens_in: "100", tokens_out: -1 }, {}],
  ])("by the names of %s", (_who, attributes, expected) => {
    const { spans } = traceOf({ id: 1, attributes });

    expect(spans[0]?.usage ?? {}).toEqual(expected);
  });

  test("is counted where it was made, not again in what wraps it", () => {
    const trace = traceOf(
      { id: 1, attributes: { "heddle.span.type": "agent", "gen_ai.usage.input_tokens": 30, "gen_ai.usage.cost": 9 } },
      { id: 2, parent: 1, attributes: llm({ "gen_ai.usage.input_tokens": 10 }) },
      { id: 3, parent: 2, attributes: llm({ "gen_ai.usage.input_tokens": 10 }) },
      { id: 4, parent: 1, attributes: llm({ "gen_ai.usage.input_tokens": 20 }) },
      { id: 5, parent: 4, attributes: llm({}) },
    );

    expect(trace.totals).toMatchObject({ inputTokens: 30, costUsd: 9, llmCalls: 2 });
    expect(trace.spans.map(({ usage }) => usage)).toEqual([
      { costUsd: 9 },
      undefined,
      { inputTokens: 10 },
      { inputTokens: 20 },
      undefined,
    ]);
  });

  test("is also what metrics tell of a span that does not say it", () => {
    const { totals } = only(
      buildTraces([
        span({ id: 1, attributes: { tokens_in: 5 } }),
        metric("loom.tokens.input", 100, 1),
        metric("loom.tokens.output", 7, 1),
        metric("loom.cost.usd", 0.25, 1),
        metric("loom.cost.usd", 0.25, 1),
        metric("toString", 1, 1),
      ]),
    );

    expect(totals).toMatchObject({ inputTokens: 5, outputTokens: 7, costUsd: 0.5 });
  });
});

test("retries are those that are linked, and those that a span counts itself", () => {
  const link = (kind: "retry_of" | "handoff") => [{ kind, traceId: traceIdOf(1), spanId: spanIdOf(1) }];

  const { totals } = traceOf(
    { id: 1, attributes: { retries: 2 } },
    { id: 2, links: link("retry_of") },
    { id: 3, links: link("handoff"), attributes: { retries: "many" } },
    { id: 4, attributes: { retries: 0, "heddle.span.type": "tool" } },
  );

  expect(totals).toMatchObject({ retries: 3, toolCalls: 1 });
});

test("a collector tells a trace while it grows, and forgets it when told", () => {
  const collector = new TraceCollector();
  const child: SpanRecord = span({ id: 2, parent: 1 });

  collector.add(start({ id: 1 }));
  collector.add(metric("alone", 1));
  collector.add({ ...metric("spanless", 1, 1), traceId: traceIdOf(2) });
  const before = collector.trace(traceIdOf(1));
  collector.add(child, 10);
  collector.add(span({ id: 1 }), 10);

  expect(before?.status).toBe("interrupted");
  expect([collector.trace(traceIdOf(1))?.status, collector.isComplete(traceIdOf(1))]).toEqual(["ok", true]);
  expect([collector.trace(traceIdOf(2)), collector.isComplete(traceIdOf(2))]).toEqual([undefined, false]);
  expect([collector.traceIds, collector.size]).toEqual([[traceIdOf(2), traceIdOf(1)], 22]);
  collector.forget(traceIdOf(1));
  collector.forget(traceIdOf(1));
  expect([collector.traceIds, collector.size, collector.traces()]).toEqual([[traceIdOf(2)], 1, []]);
});
