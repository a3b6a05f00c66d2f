import type { MetricRecord, SpanRecord, SpanStart } from "@heddle/core";
import { type Budget, BudgetWatch, buildTraces, checkBudget } from "@heddle/reader";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RunningTotals } from "../src/running-totals.ts";
import { metric, type SpanFacts, span, start, traceIdOf } from "./recorded.ts";

type Given = SpanRecord | SpanStart | MetricRecord;

const watching = (budget: Budget, records: readonly Given[]) => {
  const watch = new BudgetWatch(traceIdOf(1), budget);
  return records.map((record) => watch.add(record));
};

/** Of each moment, what `checkBudget` says of the records up to then. */
const reading = (budget: Budget, records: readonly Given[]) =>
  records.map((_, at) => buildTraces(records.slice(0, at + 1)).flatMap((trace) => checkBudget(trace, budget)));

const attributes = fc.record(
  {
    "heddle.span.type": fc.constantFrom("llm", "tool", "agent"),
    tool: fc.constantFrom("search", "buy"),
    input: fc.constantFrom("a", "b", '{"x":1}'),
    tokens_in: fc.nat(20),
    tokens_out: fc.nat(20),
    cost: fc.nat(3),
    retries: fc.nat(2),
  },
  { requiredKeys: [] },
);
const facts = fc.record({
  attributes,
  later: attributes,
  name: fc.constantFrom("a", "b"),
  at: fc.nat(50),
  durationMs: fc.nat(50),
  status: fc.constantFrom<SpanRecord["status"]>("ok", "error", "cancelled"),
  parent: fc.nat(),
  isOpen: fc.boolean(),
  links: fc.constantFrom([], [{ traceId: traceIdOf(1), spanId: "1", kind: "retry_of" as const, attributes: {} }]),
});
const metrics = fc.tuple(
  fc.constantFrom("loom.tokens.input", "loom.cost.usd", "else"),
  fc.nat(5),
  fc.integer({ min: 1, max: 8 }),
);
const limit = fc.nat(8);
const spanBudget = fc.record({ maxCount: limit, maxErrors: limit, maxDurationMs: fc.nat(80) }, { requiredKeys: [] });
const budgets = fc.record(
  {
    maxInputTokens: fc.nat(60),
    maxOutputTokens: fc.nat(60),
    maxTotalTokens: fc.nat(90),
    maxCostUsd: limit,
    maxSteps: limit,
    maxSpans: limit,
    maxLlmCalls: limit,
    maxToolCalls: limit,
    maxRetries: limit,
    maxErrors: limit,
    maxDepth: limit,
    maxDurationMs: fc.nat(120),
    maxRepeats: limit,
    forbiddenTools: fc.subarray(["search", "buy"]),
    spans: fc.record({ a: spanBudget, b: spanBudget }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

/** One rule at a time: where several are broken, none of them hides that another one is missed. */
const oneRule = budgets.chain((budget) => {
  const rules = Object.entries(budget).map(([name, value]) => ({ [name]: value }) as Budget);
  return rules.length === 0 ? fc.constant<Budget>({}) : fc.constantFrom(...rules);
});

/** Starts, spans and metrics of one trace, in any order; each span has an older one as its parent, or none. */
const recorded = fc
  .tuple(fc.array(facts, { minLength: 1, maxLength: 8 }), fc.array(metrics, { maxLength: 4 }))
  .chain(([spans, emitted]) => {
    const records: Given[] = spans.flatMap(({ parent, later, isOpen, ...rest }, at) => {
      const id = at + 1;
      const above = parent % id;
      const given: SpanFacts = { ...rest, id, ...(above > 0 && { parent: above }) };
      const ended = span({ ...given, attributes: { ...rest.attributes, ...later } });
      return isOpen ? [start(given)] : [start(given), ended];
    });
    const all = [...records, ...emitted.map(([name, value, id]) => metric(name, value, id))];
    return fc.shuffledSubarray(all, { minLength: 1 });
  });

test("a budget is broken at the very record at which all that is known breaks it, by the same rules", () => {
  fc.assert(
    fc.property(recorded, fc.oneof(oneRule, budgets), (records, budget) => {
      expect(watching(budget, records)).toEqual(reading(budget, records));
    }),
    { numRuns: 2000 },
  );
});

test("what a trace comes to while it grows is what the trace comes to", () => {
  fc.assert(
    fc.property(recorded, (records) => {
      const running = new RunningTotals();

      for (const [at, record] of records.entries()) {
        running.add(record);
        const [trace] = buildTraces(records.slice(0, at + 1));
        if (trace === undefined) continue;
        const { totals, durationMs } = running;
        expect({ totals, durationMs }).toEqual({ totals: trace.totals, durationMs: trace.durationMs });
      }
    }),
    { numRuns: 1000 },
  );
});

test("rules that only hold for finished runs are passed over", () => {
  const budget = { maxInterrupted: 0, requiredTools: ["search"], spans: { run: { minCount: 2, maxErrors: 0 } } };

  expect(watching(budget, [start({ id: 1, name: "run" })])).toEqual([[]]);
  expect(watching(budget, [span({ id: 1, name: "run", status: "error" })])).toMatchObject([
    [{ rule: "spans.run.maxErrors" }],
  ]);
});

test("spans that are each other's parents are counted once, and so is what comes twice", () => {
  const ring = [span({ id: 1, parent: 2 }), span({ id: 2, parent: 1 }), span({ id: 3, parent: 3 })];

  expect(watching({ maxSpans: 3 }, [...ring, ...ring, start({ id: 1 })]).flat()).toEqual([]);
  expect(watching({ maxDurationMs: 5 }, [...ring, { ...metric("a", 1), traceId: traceIdOf(1) }]).flat()).toEqual([]);
  expect(watching({ maxSpans: 2 }, ring)).toMatchObject([[], [], [{ actual: 3 }]]);
});

test("a span that has not ended is late as soon as anything happens later; of many, the others are still watched", () => {
  const budget = { spans: { slow: { maxDurationMs: 10 } } };
  const slow = { id: 2, name: "slow", at: 5 };

  const broken = watching(budget, [
    start({ id: 1, name: "slow" }),
    start(slow),
    span({ id: 1, name: "slow", durationMs: 10 }),
    start({ id: 3, at: 15 }),
    span({ id: 3, at: 15 }),
  ]);

  expect(broken.slice(0, 4)).toEqual([[], [], [], []]);
  expect(broken[4]).toMatchObject([{ rule: "spans.slow.maxDurationMs", actual: 11 }]);
});

test("a trace whose root has ended is complete when every span has", () => {
  const watch = new BudgetWatch(traceIdOf(1), {});

  const complete = [start({ id: 1 }), start({ id: 2, parent: 1 }), span({ id: 1 }), span({ id: 2, parent: 1 })].map(
    (record) => {
      watch.add(record);
      return watch.isComplete;
    },
  );

  expect(complete).toEqual([false, false, false, true]);
});

test("a budget that is none is told at once", () => {
  expect(() => new BudgetWatch(traceIdOf(1), { maxTools: 1 } as never)).toThrow('Budget: there is no rule "maxTools"');
});
