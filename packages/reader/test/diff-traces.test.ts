import type { JsonValue, SpanRecord } from "@heddle/core";
import { buildTraces, type Difference, diffTraces, type Trace } from "@heddle/reader";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SpanFacts, span } from "./recorded.ts";

const traceOf = (facts: readonly SpanFacts[]) => buildTraces(facts.map(span))[0] as Trace;
const tool = (id: number, name: string, input: JsonValue, more: Partial<SpanFacts> = {}): SpanFacts => ({
  id,
  parent: 1,
  at: id,
  name,
  ...more,
  attributes: { "heddle.span.type": "tool", "gen_ai.tool.call.arguments": input, ...more.attributes },
});
const root: SpanFacts = { id: 1, name: "run", durationMs: 100 };

/** `- run/search`, `+ run/cite`, `~ run/search input,output` */
function told(differences: readonly Difference[]): string[] {
  return differences.map((difference) => {
    const [sign, { record }] =
      difference.kind === "changed"
        ? ["~", difference.before]
        : [difference.kind === "added" ? "+" : "-", difference.span];
    const facets = difference.kind === "changed" ? ` ${difference.facets.join()}` : "";
    return `${sign} ${[...difference.path, record.name].join("/")}${facets}`;
  });
}

test("two runs that did the same do not differ, whatever their ids and times", () => {
  const a = traceOf([root, tool(2, "search", { q: 1, r: [2] }), tool(3, "cite", "x")]);
  const b = traceOf([
    { ...root, id: 11, at: 5000, trace: 2 },
    tool(12, "search", '{"r": [2], "q": 1}', { parent: 11, at: 5001, trace: 2 }),
    tool(13, "cite", "x", { parent: 11, at: 5900, trace: 2, durationMs: 99 }),
  ]);

  expect(diffTraces(a, b).differences).toEqual([]);
});

test("what came, what went and what changed is told in the order of the runs, and where: the first is where they part", () => {
  const a = traceOf([
    root,
    tool(2, "search", "cats"),
    tool(3, "read", "page 1"),
    { id: 4, parent: 3, name: "fetch" },
    tool(5, "cite", "x", { attributes: { "gen_ai.tool.call.result": "[1]" } }),
  ]);
  const b = traceOf([
    root,
    tool(2, "search", "dogs"),
    tool(3, "plan", "all"),
    tool(4, "read", "page 1"),
    { id: 5, parent: 4, name: "fetch", status: "error", exception: "Error: 404" },
    { id: 6, parent: 4, name: "fetch" },
    tool(7, "cite", "x", { attributes: { "gen_ai.tool.call.result": "[2]", model: "m" } }),
  ]);

  const { differences } = diffTraces(a, b);

  expect(told(differences)).toEqual([
    "~ run/search input",
    "+ run/plan",
    "+ run/read/fetch",
    "~ run/cite output,model",
  ]);
  expect(differences[0]).toEqual({
    kind: "changed",
    before: a.spans[1],
    after: b.spans[1],
    facets: ["input"],
    path: ["run"],
  });
});

test("between spans that are in both, what went is told before what came, whichever run comes first", () => {
  const call = (id: number, name: string) => ({ id, parent: 1, at: id, name });
  const a = traceOf([root, call(2, "read"), call(3, "old")]);
  const b = traceOf([root, call(2, "read"), call(3, "new")]);

  const orders = [diffTraces(a, b), diffTraces(b, a)].map(({ differences }) => told(differences));

  expect(orders).toEqual([
    ["- run/old", "+ run/new"],
    ["- run/new", "+ run/old"],
  ]);
});

test("the deltas are what the second run has more", () => {
  const usage = { tokens_in: 10, tokens_out: 5, cost: 0.5, "heddle.span.type": "llm" };
  const a = traceOf([root, { id: 2, parent: 1, attributes: usage }]);
  const b = traceOf([{ ...root, durationMs: 150, status: "error", exception: "E" }]);

  expect(diffTraces(a, b)).toMatchObject({
    deltas: { inputTokens: -10, outputTokens: -5, costUsd: -0.5, llmCalls: -1, spans: -1, errors: 1, durationMs: 50 },
  });
  expect(told(diffTraces(a, b).differences)).toEqual(["~ run status,error", "- run/step"]);
});

test("tools that share a span's name are told apart; ids of calls in messages are no difference", () => {
  const call = (name: string): SpanFacts => ({ id: 2, parent: 1, name: "loom.tool", attributes: { tool: name } });
  const asked = (id: string, text: string): SpanFacts => ({
    id: 2,
    parent: 1,
    name: "chat",
    attributes: { "gen_ai.input.messages": [{ role: "tool", parts: [{ type: "tool_call", id, text }] }] },
  });
  const diff = (a: SpanFacts, b: SpanFacts) => told(diffTraces(traceOf([root, a]), traceOf([root, b])).differences);

  expect(diff(call("search"), call("delete")).sort()).toEqual(["+ run/loom.tool", "- run/loom.tool"]);
  expect(diff(asked("c1", "x"), asked("c2", "x"))).toEqual([]);
  expect(diff(asked("c1", "x".repeat(100)), asked("c2", `${"x".repeat(99)}y`))).toEqual(["~ run/chat input"]);
});

test("runs with a root each are compared, whatever these are called; among several roots, one more is one more", () => {
  const [a, b] = [
    traceOf([root, tool(2, "search", "x")]),
    traceOf([{ ...root, name: "run 2" }, tool(2, "search", "x")]),
  ];
  const two = traceOf([root, { id: 9, name: "other", at: 1 }, tool(2, "search", "x")]);

  expect(told(diffTraces(a, b).differences)).toEqual(["~ run name"]);
  expect(told(diffTraces(a, two).differences)).toEqual(["+ other"]);
});

describe("properties", () => {
  /** Each span hangs below one before it. */
  const anyRun = fc
    .array(
      fc.record({
        name: fc.constantFrom("plan", "search", "cite"),
        input: fc.constantFrom("a", "b"),
        up: fc.nat({ max: 3 }),
        status: fc.constantFrom("ok" as const, "error" as const),
      }),
      { minLength: 1, maxLength: 25 },
    )
    .map((steps): SpanRecord[] => [
      span({ ...root, id: 1 }),
      ...steps.map(({ name, input, up, status }, index) =>
        span({
          id: index + 2,
          parent: Math.max(1, index + 1 - up),
          at: index + 1,
          name,
          status,
          attributes: { input },
        }),
      ),
    ]);
  const keyOf = (each: Difference) =>
    each.kind === "changed"
      ? `${each.kind} ${each.before.record.spanId} ${each.after.record.spanId}`
      : `${each.kind} ${each.span.record.spanId}`;
  const inOneOrder = (differences: readonly Difference[]) =>
    differences.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const built = (records: readonly SpanRecord[]) => buildTraces(records)[0] as Trace;

  test("a run does not differ from itself", () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const { differences, deltas } = diffTraces(built(run), built(run));

        expect(differences).toEqual([]);
        expect(new Set(Object.values(deltas))).toEqual(new Set([0]));
      }),
    );
  });

  test("a span that was taken out, with all below it, is all that is told", () => {
    fc.assert(
      fc.property(anyRun, fc.nat(), (run, pick) => {
        const victim = run[1 + (pick % (run.length - 1))] as SpanRecord;
        const gone = new Set([victim.spanId]);
        for (const each of run) if (gone.has(each.parentSpanId ?? "")) gone.add(each.spanId);
        const rest = run.filter(({ spanId }) => !gone.has(spanId));

        const { differences, deltas } = diffTraces(built(run), built(rest));

        const alike = { kind: "removed", span: { record: { name: victim.name, attributes: victim.attributes } } };
        expect(differences).toMatchObject([alike]);
        expect(deltas.spans).toBe(-gone.size);
      }),
    );
  });

  test("the other way round, the differences are mirrored, whatever their order", () => {
    fc.assert(
      fc.property(anyRun, anyRun, (runA, runB) => {
        const [a, b] = [built(runA), built(runB)];
        const mirror = (each: Difference): Difference =>
          each.kind === "changed"
            ? { ...each, before: each.after, after: each.before }
            : { ...each, kind: each.kind === "added" ? "removed" : "added" };

        expect(inOneOrder(diffTraces(b, a).differences)).toEqual(inOneOrder(diffTraces(a, b).differences.map(mirror)));
      }),
    );
  });
});

test("runs of 20,000 spans that have nothing in common, and of 5,000 levels, are compared", () => {
  const wide = (name: string) =>
    traceOf([
      root,
      ...Array.from({ length: 20_000 }, (_, at) => ({ id: at + 2, parent: 1, name: `${name} ${at % 997}` })),
    ]);
  const deep = (name: string) =>
    traceOf(Array.from({ length: 5000 }, (_, at) => ({ id: at + 1, parent: at, name: at === 4999 ? name : "step" })));

  const { differences } = diffTraces(deep("a"), deep("b"));

  expect(diffTraces(wide("a"), wide("b")).differences).toHaveLength(40_000);
  expect(differences.map(({ kind, path }) => [kind, path.length]).sort()).toEqual([
    ["added", 20],
    ["removed", 20],
  ]);
});
