import type { JsonObject, SpanRecord } from "@heddle/core";
import { configure, evaluation, guardrail, langwatchProfile, rag, score, task } from "@heddle/genai";
import { afterEach, expect, test } from "vitest";
import { recording } from "../recording.ts";
import { addedBy, foreign } from "./foreign.ts";
import { SECRET, sampleRun } from "./sample-run.ts";

afterEach(() => {
  configure({ enabled: false });
});

const added = (record: SpanRecord): JsonObject => addedBy(langwatchProfile, record);
const evaluations = (record: SpanRecord): unknown[] =>
  (langwatchProfile(record).events ?? [])
    .filter(({ name }) => name === "langwatch.evaluation.custom")
    .map(({ attributes }) => JSON.parse(String(attributes.json_encoded_event)));

test("the sample run has types, and what LangWatch does not find by itself", () => {
  const spans = sampleRun().memory.spans();

  expect(Object.fromEntries(spans.map((span) => [span.name, added(span)]))).toEqual({
    support: { "langwatch.span.type": "agent" },
    "no injection": {
      "langwatch.span.type": "evaluation",
      "langwatch.output": {
        type: "json",
        value: { passed: true, action: "allow", score: 0.1, reason: "harmless" },
      },
    },
    embed: { "langwatch.span.type": "component", "langwatch.span.cost": 1.8e-7 },
    "find shops": {
      "langwatch.span.type": "rag",
      "langwatch.input": { type: "text", value: `Is the ${SECRET} shop open in Oslo, and is it cold there?` },
      "langwatch.rag.contexts": [
        { document_id: "d1", content: `${SECRET}: Storgata 1` },
        { document_id: "d2", content: `${SECRET} museum` },
      ],
    },
    hours: { "langwatch.span.type": "tool" },
    weather: { "langwatch.span.type": "tool" },
    answer: {
      "langwatch.span.type": "llm",
      "langwatch.span.cost": 0.0004275,
      "langwatch.prompt.handle": "shop",
      "langwatch.prompt.version.number": 3,
    },
    politeness: {
      "langwatch.span.type": "evaluation",
      "langwatch.output": { type: "json", value: { value: 1, label: "pass", explanation: "says please" } },
    },
    "tell the shop": { "langwatch.span.type": "workflow" },
    call: { "langwatch.span.type": "tool" },
  });
});

test("scores, evaluations and verdicts are evaluations, beside the events that were there", () => {
  const spans = sampleRun().memory.spans();
  const of = (name: string) => evaluations(spans.find((span) => span.name === name) as SpanRecord);

  expect(of("answer")).toEqual([
    { evaluation_id: "r1", name: "relevance", status: "processed", score: 0.8, details: "to the point" },
  ]);
  const judged = spans.find(({ name }) => name === "support")?.spanId;
  const verdict = { passed: true, score: 1, label: "pass", details: "says please" };
  expect(of("politeness")).toEqual([{ name: "politeness", status: "processed", ...verdict, span_id: judged }]);
  expect(of("no injection")).toEqual([
    {
      name: "no injection",
      is_guardrail: true,
      status: "processed",
      passed: true,
      score: 0.1,
      label: "allow",
      details: "harmless",
    },
  ]);
  const answer = spans.find((span) => span.name === "answer") as SpanRecord;
  expect(langwatchProfile(answer).events?.map(({ name, time }) => [name, time])).toEqual([
    ["gen_ai.evaluation.result", answer.events?.[0]?.time],
    ["langwatch.evaluation.custom", answer.events?.[0]?.time],
  ]);
});

test("a score that was given later names the span that it is of", () => {
  const { span } = recording();
  const traceId = "a".repeat(32);
  score({ name: "tone", value: "warm", id: "t1" }, { traceId, spanId: "b".repeat(16) });

  expect(evaluations(span())).toEqual([
    { evaluation_id: "t1", name: "tone", status: "processed", label: "warm", span_id: "b".repeat(16) },
  ]);
});

test("an evaluation that failed says so, and why; a score that was skipped is skipped", () => {
  const { span } = recording();
  expect(() =>
    evaluation("judge", {}, () => {
      throw new Error("no model");
    }),
  ).toThrow("no model");
  task("work", {}, (inside) => {
    inside.score({ name: "a", status: "skipped" });
    inside.score({ name: "b", error: new Error("too long") });
    inside.event("gen_ai.evaluation.result", { text: "of no name" });
  });

  expect(evaluations(span("judge"))).toEqual([{ name: "judge", status: "error", error: { message: "no model" } }]);
  expect(evaluations(span("work"))).toEqual([
    { name: "a", status: "skipped" },
    { name: "b", status: "error", error: { message: "too long" } },
  ]);
  expect(evaluations(foreign({ "gen_ai.evaluation.name": "x" }, { status: "error" }))).toEqual([
    { name: "x", status: "error" },
  ]);
});

test("a guardrail that stops something says what it does", () => {
  const { span } = recording();
  guardrail("pii", {}, () => ({ passed: false, action: "redact" }));

  expect(evaluations(span())).toEqual([
    { name: "pii", is_guardrail: true, status: "processed", passed: false, label: "redact" },
  ]);
});

test("contexts have the chunk that they are, and what is no document is none", () => {
  const { span } = recording();
  rag("search", {}, () => [{ id: "d1", chunkId: "c3", text: "x" }]);

  expect(added(span())["langwatch.rag.contexts"]).toEqual([{ document_id: "d1", chunk_id: "c3", content: "x" }]);
  expect(added(foreign({ "gen_ai.retrieval.documents": ["text", { id: "d2" }] }))).toEqual({
    "langwatch.rag.contexts": [{ document_id: "d2" }],
  });
});
