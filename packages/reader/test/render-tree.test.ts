import type { JsonObject, SpanRecord, SpanStart } from "@heddle/core";
import { buildTraces, diffTraces, type RenderOptions, renderTree, type Trace, toOpenInference } from "@heddle/reader";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costText } from "../src/usage-text.ts";
import { START_MS, span, spanIdOf, start, traceIdOf } from "./recorded.ts";

const traceOf = (...records: readonly (SpanRecord | SpanStart)[]) => buildTraces(records)[0] as Trace;

function draw(records: readonly (SpanRecord | SpanStart)[], options?: RenderOptions): string[] {
  return renderTree(traceOf(...records), options).split("\n");
}

const annotated = (message: string) => ({ name: "heddle.annotation", time: START_MS, attributes: { message } });
const typed = (type: string, attributes: JsonObject = {}) => ({ "heddle.span.type": type, ...attributes });
const link = (kind: "retry_of" | "fallback_of" | "handoff", id: number, trace = 1) => ({
  kind,
  traceId: traceIdOf(trace),
  spanId: spanIdOf(id),
});

/** An agent that asks a model, fails with a tool, tries again, and falls back. */
const weather = [
  span({
    id: 1,
    name: "weather_agent",
    durationMs: 1240,
    attributes: typed("agent", { user_id: "alice", session_id: "s 1" }),
  }),
  span({
    id: 2,
    parent: 1,
    name: "classify",
    at: 12,
    durationMs: 812,
    attributes: typed("llm", {
      "gen_ai.input.messages": '[{"role":"user"}]',
      "gen_ai.usage.input_tokens": 1200,
      "gen_ai.usage.output_tokens": 80,
      "gen_ai.usage.cost": 0.0123,
    }),
    events: [
      annotated('"High" confidence'),
      {
        name: "gen_ai.evaluation.result",
        time: START_MS,
        attributes: {
          "gen_ai.evaluation.name": "relevance",
          "gen_ai.evaluation.score.value": 0.9,
          "gen_ai.evaluation.score.label": "good",
          "gen_ai.evaluation.explanation": "names the city",
        },
      },
      { name: "gen_ai.first_chunk", time: START_MS, attributes: { chunk: 1 } },
    ],
  }),
  span({
    id: 3,
    parent: 1,
    name: "api",
    at: 900,
    durationMs: 100,
    status: "error",
    exception: "TimeoutError: timed out",
    error: { type: "TimeoutError", message: "timed out", stack: "TimeoutError: timed out\n    at api.ts:3" },
    attributes: typed("tool", { "gen_ai.tool.call.arguments": { city: "Paris" }, metadata: { tier: "free" } }),
  }),
  span({ id: 4, parent: 1, name: "api", at: 1010, links: [link("retry_of", 3)], status: "cancelled" }),
  span({
    id: 5,
    parent: 1,
    name: "cache",
    at: 1100,
    links: [link("fallback_of", 3), link("handoff", 77), link("handoff", 7, 2)],
    attributes: typed("tool", { "gen_ai.tool.call.result": "18 °C" }),
  }),
  span({ id: 6, parent: 5, name: "lookup", at: 1100, durationMs: 0 }),
  start({ id: 7, parent: 1, name: "late", at: 1200 }),
];

describe("a tree", () => {
  test("minimal is a line a span, with why spans name others", () => {
    expect(draw(weather, { verbosity: "minimal" })).toEqual([
      "Trace: weather_agent (1.24s) ok",
      '7 spans, 1 error, 1 interrupted, 1 model call, 2 tool calls, 1 retry, 1,200 tokens in, 80 out, $0.0123 · user alice · session "s 1"',
      "└── [agent] weather_agent +0ms [1.24s] ✓",
      "    ├── [llm] classify +12.0ms [812.0ms] ✓",
      "    ├── [tool] api +900.0ms [100.0ms] ✗",
      "    ├── api +1.01s [1.0ms] ⊘ cancelled [retry of api]",
      `    ├── [tool] cache +1.10s [1.0ms] ✓ [fallback of api] [handoff from ${spanIdOf(77)}] [handoff from ${traceIdOf(2)}/${spanIdOf(7)}]`,
      "    │   └── lookup +1.10s [<0.1ms] ✓",
      "    └── late +1.20s [—] … interrupted",
      "",
    ]);
  });

  test("standard adds annotations, scores, errors and usage, and no content", () => {
    expect(draw(weather).slice(2, 9)).toEqual([
      "└── [agent] weather_agent +0ms [1.24s] ✓",
      "    ├── [llm] classify +12.0ms [812.0ms] ✓ 1,200 tokens in, 80 out, $0.0123",
      '    │       annotation: "\\"High\\" confidence"',
      "    │       score: relevance 0.9 (good): names the city",
      "    ├── [tool] api +900.0ms [100.0ms] ✗",
      "    │       error: TimeoutError: timed out",
      "    ├── api +1.01s [1.0ms] ⊘ cancelled [retry of api]",
    ]);
  });

  test("full adds input, output, metadata, stacks, events and the other attributes", () => {
    expect(draw(weather, { verbosity: "full" }).slice(2, -1)).toEqual([
      "└── [agent] weather_agent +0ms [1.24s] ✓",
      "    │   user_id: alice",
      '    │   session_id: "s 1"',
      "    ├── [llm] classify +12.0ms [812.0ms] ✓ 1,200 tokens in, 80 out, $0.0123",
      '    │       annotation: "\\"High\\" confidence"',
      "    │       score: relevance 0.9 (good): names the city",
      '    │       event: gen_ai.first_chunk {"chunk":1}',
      '    │       input: [{"role":"user"}]',
      "    │       gen_ai.usage.input_tokens: 1200",
      "    │       gen_ai.usage.output_tokens: 80",
      "    │       gen_ai.usage.cost: 0.0123",
      "    ├── [tool] api +900.0ms [100.0ms] ✗",
      "    │       error: TimeoutError: timed out",
      "    │         TimeoutError: timed out",
      "    │             at api.ts:3",
      '    │       input: {"city":"Paris"}',
      '    │       metadata: {"tier":"free"}',
      "    ├── api +1.01s [1.0ms] ⊘ cancelled [retry of api]",
      expect.stringMatching(/ {4}├── \[tool] cache /),
      '    │   │   output: "18 °C"',
      "    │   └── lookup +1.10s [<0.1ms] ✓",
      "    └── late +1.20s [—] … interrupted",
    ]);
  });

  test("a failure without an exception is told by its error; scores and annotations may say little", () => {
    const events = [
      { name: "gen_ai.evaluation.result", time: START_MS, attributes: {} },
      { name: "gen_ai.evaluation.result", time: START_MS, attributes: { "gen_ai.evaluation.name": "fit" } },
      { name: "heddle.annotation", time: START_MS, attributes: {} },
      { name: "exception", time: START_MS, attributes: {} },
    ];
    const error = { type: "E", message: "m" };

    expect(draw([span({ id: 1, status: "error", error, events })], { verbosity: "full" }).slice(3)).toEqual([
      "        score: ",
      "        score: fit",
      '        annotation: ""',
      "        error: E: m",
      "",
    ]);
  });

  test("a span that is a judgement itself says it", () => {
    const attributes = { "gen_ai.evaluation.name": "correct", "gen_ai.evaluation.score.value": 0 };

    expect(draw([span({ id: 1, attributes })]).slice(2, -1)).toEqual([
      "└── step +0ms [1.0ms] ✓",
      "        score: correct 0",
    ]);
  });

  test("a cancellation says its reason", () => {
    const exception = "AbortError: stopped";

    expect(draw([span({ id: 1, status: "cancelled", exception })]).slice(2, -1)).toEqual([
      "└── step +0ms [1.0ms] ⊘ cancelled",
      "        cancelled: AbortError: stopped",
    ]);
  });

  test("usage is told as far as it is known", () => {
    const usages = [{ tokens_out: 1500 }, { tokens_in: 1 }, { cost: 2 }].map((attributes, id) =>
      span({ id: id + 1, at: id, attributes }),
    );

    expect(draw(usages).slice(2, -1)).toEqual([
      "├── step +0ms [1.0ms] ✓ 1,500 tokens out",
      "├── step +1.0ms [1.0ms] ✓ 1 token in",
      "└── step +2.0ms [1.0ms] ✓ $2.00",
    ]);
  });

  test("an orphan says whose child it is", () => {
    expect(draw([span({ id: 1 }), span({ id: 2, parent: 9 })]).slice(2)).toEqual([
      "├── step +0ms [1.0ms] ✓",
      `└── step +0ms [1.0ms] ✓ [parent ${spanIdOf(9)} is not recorded]`,
      "",
    ]);
  });

  test("a span that began before its trace, by another clock, says so", () => {
    const lines = draw([span({ id: 1, at: 20 }), span({ id: 2, parent: 1, at: 5 })]);

    expect(lines.slice(2)).toEqual(["└── step +0ms [1.0ms] ✓", "    └── step −15.0ms [1.0ms] ✓", ""]);
  });

  test("spans whose parents lead back to them say so", () => {
    const spans = [
      span({ id: 1, parent: 1 }),
      span({ id: 2, parent: 3, name: "egg" }),
      span({ id: 3, parent: 2, name: "hen" }),
    ];

    expect(draw(spans).slice(2)).toEqual([
      "├── step +0ms [1.0ms] ✓ [is its own parent]",
      "└── egg +0ms [1.0ms] ✓ [parent hen is below it]",
      "    └── hen +0ms [1.0ms] ✓",
      "",
    ]);
  });

  test("the trace's id stands behind its name where it is wanted", () => {
    const [head] = draw([span({ id: 1 })], { withId: true });

    expect(head).toBe(`Trace: step (1.0ms) ok ${span({ id: 1 }).traceId}`);
  });

  test("long values are cut, and say so", () => {
    const long = "x".repeat(300);
    const trace = [span({ id: 1, attributes: { input: long }, events: [annotated("y".repeat(300))] })];

    const lines = draw(trace, { verbosity: "full", maxValueLength: 50 });

    expect(lines[3]).toBe(`        annotation: "${"y".repeat(200)}… [100 more]"`);
    expect(lines[4]).toBe(`        input: "${"x".repeat(50)}… [250 more]"`);
    expect(draw(trace, { verbosity: "full" })[4]).toBe(`        input: "${"x".repeat(200)}… [100 more]"`);
  });

  test("is broken at the width, and what goes on stays below what it belongs to", () => {
    const wide = [
      span({ id: 1, name: "first" }),
      span({ id: 2, parent: 1, name: "second", events: [annotated("one two three four five six seven")] }),
    ];

    expect(draw(wide, { width: 36 }).slice(2)).toEqual([
      "└── first +0ms [1.0ms] ✓",
      "    └── second +0ms [1.0ms] ✓",
      '            annotation: "one two',
      "              three four five six",
      '              seven"',
      "",
    ]);
  });

  test("says what is noted of spans, below each of them, with nothing in it that moves the cursor", () => {
    const records = [span({ id: 1, name: "run", durationMs: 3 }), span({ id: 2, parent: 1, at: 1 })];
    const notes = new Map([
      [spanIdOf(1), ["too\nslow", "here"]],
      [spanIdOf(2), []],
      [spanIdOf(9), ["elsewhere"]],
    ]);

    expect(draw(records, { verbosity: "minimal", notes }).slice(2)).toEqual([
      "└── run +0ms [3.0ms] ✓",
      "    │   too\\nslow",
      "    │   here",
      "    └── step +1.0ms [1.0ms] ✓",
      "",
    ]);
  });

  test("colours only when told", () => {
    const lines = draw([span({ id: 1, name: "run", attributes: typed("llm") })], { color: true });

    expect(lines[2]).toBe(
      "└── \u001b[36m[llm]\u001b[39m \u001b[1mrun\u001b[22m \u001b[2m+0ms\u001b[22m [1.0ms] \u001b[32m✓\u001b[39m",
    );
  });
});

test("text that is JSON and goes too deep is shown, compared and given away as text", () => {
  const input = "[".repeat(100_000) + "]".repeat(100_000);
  const trace = traceOf(span({ id: 1, attributes: { "heddle.span.type": "llm", "gen_ai.input.messages": input } }));

  expect(renderTree(trace, { verbosity: "full" })).toContain(`input: ${"[".repeat(200)}… [199800 more]`);
  expect(diffTraces(trace, trace).differences).toEqual([]);
  expect(toOpenInference(trace)[0]?.attributes["input.value"]).toBe(input);
});

test("5,000 levels are no trouble: what is too deep to indent says its depth", () => {
  const deep = Array.from({ length: 5000 }, (_, id) => span({ id: id + 1, parent: id, at: id / 10 }));

  const lines = draw(deep);

  expect(lines).toHaveLength(5003);
  expect(lines[27]).toBe(`${"    ".repeat(24)}└── (depth 25) step +2.5ms [1.0ms] ✓`);
  expect(lines[5001]).toBe(`${"    ".repeat(24)}└── (depth 4999) step +499.9ms [1.0ms] ✓`);
});

test("what goes on below, further to the right, ends at the width too", () => {
  const failed = [span({ id: 1, status: "error", exception: "x".repeat(200) })];

  const lines = draw(failed, { width: 40 });

  expect(lines.map((line) => line.length)).toEqual([25, 15, 23, 14, 40, 40, 40, 40, 40, 40, 30, 0]);
});

test("a name is whole where there is room for it, however little there is below", () => {
  const named = span({ id: 1, attributes: { "is.a.name.of.26.characters": true } });

  expect(draw([named], { verbosity: "full", width: 35 }).slice(2)).toEqual([
    "└── step +0ms [1.0ms] ✓",
    "        is.a.name.of.26.characters:",
    "          true",
    "",
  ]);
});

test("on a narrow terminal, fewer levels are indented, so that all lines fit", () => {
  const deep = Array.from({ length: 30 }, (_, id) =>
    span({ id: id + 1, parent: id, at: id, status: "error", exception: "Error: the same words again and again" }),
  );

  const lines = draw(deep, { width: 60 });

  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(lines.slice(-5)).toEqual([
    "                            └── (depth 29) step +29.0ms",
    "                                [1.0ms] ✗",
    "                                    error: Error: the same",
    "                                      words again and again",
    "",
  ]);
});

test("100,000 children are drawn", () => {
  const wide = Array.from({ length: 100_000 }, (_, id) => span({ id: id + 1, ...(id > 0 && { parent: 1 }) }));

  expect(draw(wide)).toHaveLength(100_003);
});

test("whatever the texts, nothing reaches the terminal that moves its cursor", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\u001b[2J", "a\nb", "\u009b", "\u202e", "\r"));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const record = span({
        id: 1,
        name: a,
        attributes: { [b]: a, input: b, metadata: { [a]: b }, "heddle.span.type": b, user_id: a, session_id: b },
        events: [annotated(a), { name: b, time: START_MS, attributes: { [a]: b } }],
        status: "error",
        exception: a,
        error: { type: a, message: b, stack: `${a}\n${b}` },
      });

      const drawn = renderTree(traceOf(record), { verbosity: "full" });

      expect(drawn.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202e]/u);
    }),
  );
});

test.each([
  [0, "$0.00"],
  [1234.567, "$1234.57"],
  [0.5, "$0.50"],
  [0.125, "$0.125"],
  [0.012345, "$0.0123"],
  [0.00001234, "$0.0000123"],
  [0.0002, "$0.0002"],
  [0.9999, "$1.00"],
  [1e-30, "$0.00"],
])("%s dollars are %s", (usd, expected) => {
  expect(costText(usd)).toBe(expected);
});

test("the tool or the model that was called is named where the span's name does not have it", () => {
  const lines = draw(
    [
      span({ id: 1, name: "loom.tool", attributes: { tool: "search\n" } }),
      span({ id: 2, parent: 1, name: "chat m-1", attributes: typed("llm", { "gen_ai.request.model": "m-1" }) }),
      span({ id: 3, parent: 1, name: "loom.model.stream", attributes: { model: "m-2" } }),
      span({ id: 4, parent: 1, name: "search", attributes: typed("tool") }),
      span({ id: 5, parent: 1, name: "plan", attributes: typed("chain", { model: "m-3", tool: "none" }) }),
    ],
    { verbosity: "minimal" },
  );

  expect(lines.slice(2, -1)).toEqual([
    '└── [tool] loom.tool "search\\n" +0ms [1.0ms] ✓',
    "    ├── [llm] chat m-1 +0ms [1.0ms] ✓",
    "    ├── [llm] loom.model.stream m-2 +0ms [1.0ms] ✓",
    "    ├── [tool] search +0ms [1.0ms] ✓",
    "    └── [chain] plan +0ms [1.0ms] ✓",
  ]);
});
