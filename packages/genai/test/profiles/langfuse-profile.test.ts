import type { JsonObject, SpanRecord } from "@heddle/core";
import { agent, configure, langfuseProfile, llm, retrieval, score, task, tool } from "@heddle/genai";
import { afterEach, describe, expect, test } from "vitest";
import { recording } from "../recording.ts";
import { addedBy, foreign } from "./foreign.ts";
import { sampleRun } from "./sample-run.ts";

afterEach(() => {
  configure({ enabled: false });
});

const added = (record: SpanRecord): JsonObject => addedBy(langfuseProfile, record);

test("every span has its type", () => {
  const spans = sampleRun().memory.spans();

  const types = spans.map((span) => [span.name, added(span)["langfuse.observation.type"]]);
  expect(Object.fromEntries(types)).toEqual({
    support: "agent",
    "no injection": "guardrail",
    embed: "embedding",
    "find shops": "retriever",
    hours: "tool",
    weather: "tool",
    answer: "generation",
    politeness: "evaluator",
    "tell the shop": "chain",
    call: "tool",
  });
  expect(added(foreign({ "gen_ai.request.model": "gpt-5" }, { parentSpanId: "1".repeat(16) }))).toEqual({});
});

test("the root names the trace, and what it says of itself it says of the trace", () => {
  const { span } = recording({ version: "1.2.3" });
  agent("support", { metadata: { plan: "pro" } }, () => {
    task("step", { metadata: { n: 1 } }, () => {});
  });

  expect(added(span("support"))).toEqual({
    "langfuse.observation.type": "agent",
    "langfuse.trace.name": "support",
    "langfuse.trace.metadata": { plan: "pro" },
    "langfuse.version": "1.2.3",
  });
  expect(added(span("step"))).toEqual({
    "langfuse.observation.type": "chain",
    "langfuse.observation.metadata": { n: 1 },
  });
});

test("a score that is given later does not rename the trace", () => {
  const { span } = recording();
  score({ name: "tone", value: 1 }, { traceId: "a".repeat(32) });

  expect(added(span())).toEqual({
    "langfuse.observation.type": "evaluator",
    "langfuse.observation.output": { value: 1 },
  });
});

test("a model call has the time of its first token and its prompt", () => {
  const { answer } = Object.fromEntries(
    sampleRun()
      .memory.spans()
      .map((span) => [span.name, span]),
  );

  expect(added(answer as SpanRecord)).toEqual({
    "langfuse.observation.type": "generation",
    "langfuse.observation.level": "DEBUG",
    "langfuse.observation.completion_start_time": "2026-01-01T00:00:00.250Z",
    "langfuse.observation.prompt.name": "shop",
    "langfuse.observation.prompt.version": 3,
    "langfuse.observation.input": answer?.attributes["gen_ai.input.messages"],
    "langfuse.observation.output": answer?.attributes["gen_ai.output.messages"],
  });
});

test("a prompt of which Langfuse cannot know the version is not linked", () => {
  const prompt = (version: number | string) =>
    added(foreign({ "gen_ai.prompt.name": "shop", "gen_ai.prompt.version": version }));

  expect(prompt("v2")).toEqual({ "langfuse.trace.name": "x" });
  expect(prompt(1.5)).toEqual({ "langfuse.trace.name": "x" });
  expect(prompt(2)).toMatchObject({ "langfuse.observation.prompt.version": 2 });
});

describe("the level", () => {
  test.each([
    ["debug", "DEBUG"],
    ["info", "DEFAULT"],
    ["warn", "WARNING"],
    ["error", "ERROR"],
  ] as const)("%s is %s", (level, expected) => {
    const { span } = recording();
    task("x", { level }, () => {});

    expect(added(span())["langfuse.observation.level"]).toBe(expected);
  });

  test("of a span that failed is the failure's, and of one that was cancelled a warning, with the reason", () => {
    const failed = foreign({ "heddle.level": "debug" }, { status: "error" });
    const cancelled = foreign({}, { status: "cancelled", exception: "AbortError: enough" });

    expect(added(failed)).toEqual({ "langfuse.trace.name": "x" });
    expect(added(cancelled)).toEqual({
      "langfuse.trace.name": "x",
      "langfuse.observation.level": "WARNING",
      "langfuse.observation.status_message": "AbortError: enough",
    });
  });
});

describe("input and output", () => {
  const content = (record: SpanRecord): JsonObject =>
    Object.fromEntries(Object.entries(added(record)).filter(([key]) => /observation\.(in|out)put$/.test(key)));

  test("are not written twice where Langfuse finds them", () => {
    const { span, memory } = recording();
    agent("a", { input: "hi" }, () => "hello");
    tool("b", { input: { x: 1 } }, () => ({ y: 2 }));
    task("c", { input: { x: 1 } }, () => 2);
    task("d", {}, () => {});

    expect(memory.spans().map(content)).toEqual([{}, {}, {}, {}]);
    expect(span("a").attributes).toHaveProperty(["gen_ai.input.messages"]);
  });

  test("are written both where it would find one of them only, or neither", () => {
    const { span } = recording();
    llm("json", { input: "hi" }, () => ({ temperature: 20 }));
    retrieval("search", { input: "shops" }, () => ["Storgata 1"]);

    expect(content(span("json"))).toEqual({
      "langfuse.observation.input": [{ role: "user", parts: [{ type: "text", content: "hi" }] }],
      "langfuse.observation.output": { temperature: 20 },
    });
    expect(content(span("search"))).toEqual({
      "langfuse.observation.input": "shops",
      "langfuse.observation.output": span("search").attributes["gen_ai.retrieval.documents"],
    });
  });
});

describe("tokens that were written to a cache", () => {
  const usage = { inputTokens: 100, outputTokens: 30, cacheReadTokens: 10, cacheWriteTokens: 20, reasoningTokens: 5 };
  const details = (record: SpanRecord) => added(record)["langfuse.observation.usage_details"];

  test("are not counted twice under their newer name, which Langfuse does not know", () => {
    const { span } = recording({ conventions: "main" });
    llm("x", {}, (inside) => inside.usage(usage));

    expect(details(span())).toEqual({
      input: 70,
      input_cached_tokens: 10,
      input_cache_creation: 20,
      output: 25,
      output_reasoning_tokens: 5,
    });
  });

  test("need nothing under the name that it knows", () => {
    const { span } = recording();
    llm("x", {}, (inside) => inside.usage(usage));

    expect(details(span())).toBeUndefined();
  });
});

test("a time that is none is left out", () => {
  expect(added(foreign({ "gen_ai.response.time_to_first_chunk": 1e300 }))).toEqual({ "langfuse.trace.name": "x" });
});
