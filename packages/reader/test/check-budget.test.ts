import type { JsonValue } from "@heddle/core";
import { type Budget, buildTraces, checkBudget, readBudget, type Trace } from "@heddle/reader";
import { describe, expect, test } from "vitest";
import { type SpanFacts, span, spanIdOf, start, traceIdOf } from "./recorded.ts";

const tool = (facts: SpanFacts, input?: string, name = "search"): SpanFacts => ({
  name: "call",
  ...facts,
  attributes: { "heddle.span.type": "tool", "gen_ai.tool.name": name, ...(input !== undefined && { input }) },
});
const traceOf = (...facts: readonly SpanFacts[]) => buildTraces(facts.map(span))[0] as Trace;
const llm = {
  "heddle.span.type": "llm",
  "gen_ai.usage.input_tokens": 1200,
  "gen_ai.usage.output_tokens": 80,
  "gen_ai.usage.cost": 0.5,
  retries: 2,
};

/** 1.24 s, 2 model calls, 3 tool calls, 1 failure, 3 levels. */
const run = traceOf(
  { id: 1, name: "run", durationMs: 1240 },
  { id: 2, parent: 1, name: "model", attributes: llm },
  { id: 3, parent: 1, name: "model", attributes: llm, durationMs: 600, at: 1 },
  tool({ id: 4, parent: 3, at: 2 }, '{"q":1,"r":2}'),
  tool({ id: 5, parent: 3, at: 3, status: "error" }, '{ "r":2, "q":1 }'),
  tool({ id: 6, parent: 3, at: 4 }, undefined, "delete"),
);

describe("a trace that takes more than it may is told", () => {
  test.each<[budget: Budget, actual: number, message: string]>([
    [{ maxInputTokens: 2399 }, 2400, "maxInputTokens: 2,400, of at most 2,399"],
    [{ maxOutputTokens: 100 }, 160, "maxOutputTokens: 160, of at most 100"],
    [{ maxTotalTokens: 2500 }, 2560, "maxTotalTokens: 2,560, of at most 2,500"],
    [{ maxCostUsd: 0.1 }, 1, "maxCostUsd: $1.00, of at most $0.10"],
    [{ maxSteps: 4 }, 5, "maxSteps: 5, of at most 4"],
    [{ maxSpans: 5 }, 6, "maxSpans: 6, of at most 5"],
    [{ maxLlmCalls: 1 }, 2, "maxLlmCalls: 2, of at most 1"],
    [{ maxToolCalls: 0 }, 3, "maxToolCalls: 3, of at most 0"],
    [{ maxRetries: 3 }, 4, "maxRetries: 4, of at most 3"],
    [{ maxErrors: 0 }, 1, "maxErrors: 1, of at most 0"],
    [{ maxDepth: 2 }, 3, "maxDepth: 3, of at most 2"],
    [{ maxDurationMs: 1000 }, 1240, "maxDurationMs: 1.24s, of at most 1.00s"],
  ])("by %j", (budget, actual, message) => {
    const [[rule, limit]] = Object.entries(budget) as [[string, number]];

    expect(checkBudget(run, budget)).toEqual([{ traceId: traceIdOf(1), rule, limit, actual, message }]);
    expect(checkBudget(run, { [rule]: actual })).toEqual([]);
  });

  test("by a call that is made again and again, whatever the order of its arguments", () => {
    expect(checkBudget(run, { maxRepeats: 1 })).toEqual([
      {
        traceId: traceIdOf(1),
        rule: "maxRepeats",
        limit: 1,
        actual: 2,
        spanId: spanIdOf(5),
        message: 'maxRepeats: "search" was called 2 times with the same arguments, of at most 1',
      },
    ]);
    expect(checkBudget(run, { maxRepeats: 2 })).toEqual([]);
  });

  test("by tools that must be called, or must not", () => {
    const budget = { requiredTools: ["search", "cite"], forbiddenTools: ["delete", "pay"] };

    expect(checkBudget(run, budget)).toEqual([
      {
        traceId: traceIdOf(1),
        rule: "requiredTools",
        limit: "cite",
        actual: 0,
        message: 'requiredTools: "cite" was not called',
      },
      {
        traceId: traceIdOf(1),
        rule: "forbiddenTools",
        limit: "delete",
        actual: 1,
        spanId: spanIdOf(6),
        message: 'forbiddenTools: "delete" was called',
      },
    ]);
  });

  test("by the spans of a name", () => {
    const spans = {
      model: { maxCount: 1, maxDurationMs: 500 },
      call: { maxErrors: 0 },
      answer: { minCount: 1 },
      run: { minCount: 1, maxCount: 1, maxErrors: 0, maxDurationMs: 1240 },
    };

    expect(
      checkBudget(run, { spans }).map(({ rule, limit, actual, spanId, message }) => [
        rule,
        limit,
        actual,
        spanId,
        message,
      ]),
    ).toEqual([
      ["spans.model.maxCount", 1, 2, undefined, '"model" ran 2 times, of at most 1'],
      ["spans.model.maxDurationMs", 500, 600, spanIdOf(3), '"model" took 600.0ms, of at most 500.0ms'],
      ["spans.call.maxErrors", 0, 1, spanIdOf(5), '"call" failed once, of at most 0'],
      ["spans.answer.minCount", 1, 0, undefined, '"answer" ran 0 times, of at least 1'],
    ]);
  });

  test("by what was interrupted: it takes as long as the trace is known", () => {
    const trace = buildTraces([
      start({ id: 1, name: "run" }),
      span({ id: 2, parent: 1, at: 90, durationMs: 10 }),
    ])[0] as Trace;

    expect(
      checkBudget(trace, { maxInterrupted: 0, spans: { run: { maxDurationMs: 99 } } }).map(({ message }) => message),
    ).toEqual(["maxInterrupted: 1, of at most 0", '"run" took 100.0ms, of at most 99.0ms']);
  });
});

test("what is exactly as much as it may be is not more, however it was added up", () => {
  const dime = { cost: 0.1 };
  const trace = traceOf({ id: 1, attributes: dime }, { id: 2, attributes: dime }, { id: 3, attributes: dime });

  expect(checkBudget(trace, { maxCostUsd: 0.3 })).toEqual([]);
});

test("a tool without a name of its own has the span's, and arguments that are no JSON are compared as they are", () => {
  const call = (id: number, input: JsonValue): SpanFacts => ({
    id,
    name: "grep",
    attributes: { "openinference.span.kind": "TOOL", "tool.name": "", input },
  });
  const trace = traceOf(call(1, "[a"), call(2, "[a"), call(3, "b"), call(4, { a: [1], b: null }));

  expect(checkBudget(trace, { maxRepeats: 1 }).map(({ message }) => message)).toEqual([
    'maxRepeats: "grep" was called 2 times with the same arguments, of at most 1',
  ]);
});

test("an empty budget, and rules that are undefined, limit nothing", () => {
  expect(checkBudget(run, {})).toEqual([]);
  expect(checkBudget(run, readBudget({ maxErrors: undefined }))).toEqual([]);
});

describe("a budget that is none throws, and says what to give", () => {
  test.each([
    [[], 'Budget: [] is no object; give one such as {"maxErrors": 0}'],
    [undefined, 'Budget: undefined is no object; give one such as {"maxErrors": 0}'],
    [{ maxErrors: "0" }, 'Budget: maxErrors is "0"; give a number of 0 or more'],
    [{ maxErrors: -1 }, "Budget: maxErrors is -1; give a number of 0 or more"],
    [{ maxErrors: Number.NaN }, "Budget: maxErrors is NaN; give a number of 0 or more"],
    [{ requiredTools: "search" }, 'Budget: requiredTools is "search"; give a list of names, such as ["search"]'],
    [{ forbiddenTools: [1] }, 'Budget: forbiddenTools is [1]; give a list of names, such as ["search"]'],
    [{ spans: 3 }, 'Budget: spans is 3; give an object of limits by name, such as {"search": {"maxCount": 3}}'],
    [{ spans: { a: 3 } }, 'Budget: spans["a"]: 3 is no object; give one such as {"maxErrors": 0}'],
    [
      { spans: { a: { max: 3 } } },
      'Budget: spans["a"]: there is no rule "max"; there are minCount, maxCount, maxErrors, maxDurationMs',
    ],
  ])("%j", (budget, message) => {
    expect(() => readBudget(budget)).toThrow(new TypeError(message));
  });

  test("a rule that does not exist is told with those that do", () => {
    const unknown = { maxTokens: 1 } as Budget;

    expect(() => checkBudget(run, unknown)).toThrow(
      /^Budget: there is no rule "maxTokens"; there are maxInputTokens, .+, spans$/,
    );
    expect(() => readBudget({ toString: 1 })).toThrow(/^Budget: there is no rule "toString"; /);
  });
});
