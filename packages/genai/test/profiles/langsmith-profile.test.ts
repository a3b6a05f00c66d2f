import type { JsonObject, SpanRecord } from "@heddle/core";
import { configure, langsmithProfile } from "@heddle/genai";
import { afterEach, expect, test } from "vitest";
import { addedBy, foreign } from "./foreign.ts";
import { SECRET, sampleRun } from "./sample-run.ts";

afterEach(() => {
  configure({ enabled: false });
});

const added = (record: SpanRecord): JsonObject => addedBy(langsmithProfile, record);
const who = {
  "langsmith.metadata.session_id": "s-1",
  "langsmith.metadata.user_id": "alice",
  "langsmith.metadata.environment": "staging",
};
const question = `Is the ${SECRET} shop open in Oslo, and is it cold there?`;

test("the sample run has run types, thread, user, tags, and what LangSmith does not find by itself", () => {
  const spans = sampleRun().memory.spans();

  expect(Object.fromEntries(spans.map((span) => [span.name, added(span)]))).toEqual({
    support: {
      ...who,
      "langsmith.span.kind": "chain",
      "langsmith.span.tags": "shop,beta",
    },
    "no injection": {
      ...who,
      "langsmith.span.kind": "chain",
      "output.value": '{"passed":true,"action":"allow","score":0.1,"reason":"harmless"}',
    },
    embed: {
      ...who,
      "langsmith.span.kind": "embedding",
      "langsmith.metadata.ls_provider": "openai",
      "langsmith.metadata.ls_model_name": "text-embedding-3-small",
      "gen_ai.usage.total_tokens": 9,
    },
    "find shops": {
      ...who,
      "langsmith.span.kind": "retriever",
      "input.value": question,
      "retrieval.documents.0.document.content": `${SECRET}: Storgata 1`,
      "retrieval.documents.0.document.metadata": `{"street":"${SECRET}","id":"d1","score":0.9}`,
      "retrieval.documents.1.document.content": `${SECRET} museum`,
      "retrieval.documents.1.document.metadata": '{"id":"d2","score":0.4}',
    },
    hours: {
      ...who,
      "langsmith.span.kind": "tool",
      "input.value": `{"shop":"${SECRET}"}`,
      "output.value": `{"${SECRET}":"9-17"}`,
    },
    weather: { ...who, "langsmith.span.kind": "tool", "input.value": '{"city":"Oslo"}', "output.value": "-2 °C" },
    answer: {
      ...who,
      "langsmith.span.kind": "llm",
      "langsmith.metadata.ls_provider": "openai",
      "langsmith.metadata.ls_model_name": "gpt-5-2025-08-07",
      "gen_ai.usage.total_tokens": 150,
      "gen_ai.usage.details.reasoning_tokens": 10,
    },
    politeness: {
      ...who,
      "langsmith.span.kind": "chain",
      "output.value": '{"value":1,"label":"pass","explanation":"says please"}',
    },
    "tell the shop": { ...who, "langsmith.span.kind": "chain" },
    call: { ...who, "langsmith.span.kind": "tool", "input.value": SECRET },
  });
});

test("a conversation is a thread, also where it has no other name", () => {
  expect(added(foreign({ "gen_ai.conversation.id": "c-1" }))).toEqual({ "langsmith.metadata.session_id": "c-1" });
});

test("documents without content, and tags that are no texts, do no harm", () => {
  const record = foreign({ "gen_ai.retrieval.documents": [{ id: "d1", metadata: 3 }], "tag.tags": [1, { a: 2 }] });

  expect(added(record)).toEqual({
    "langsmith.span.tags": '1,{"a":2}',
    "retrieval.documents.0.document.content": "",
    "retrieval.documents.0.document.metadata": '{"id":"d1"}',
  });
});
