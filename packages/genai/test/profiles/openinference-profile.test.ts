import type { JsonObject, SpanRecord } from "@heddle/core";
import { configure, evaluation, guardrail, llm, openInferenceProfile, tool } from "@heddle/genai";
import { afterEach, expect, test } from "vitest";
import { recording } from "../recording.ts";
import { addedBy, foreign } from "./foreign.ts";
import { indexed } from "./read-openinference.ts";

afterEach(() => {
  configure({ enabled: false });
});

const added = (record: SpanRecord): JsonObject => addedBy(openInferenceProfile, record);

test("a model call has model, provider, parameters, prompt, tokens and cost", () => {
  const { span } = recording();
  const options = {
    model: "gemini-2.5-pro",
    provider: "gcp.vertex_ai",
    parameters: { temperature: 0.5, stopSequences: ["END"], others: { serviceTier: "flex" } },
    prompt: { name: "shop", version: 3 },
  };
  llm("ask", options, (inside) => {
    inside.prompt({ name: "shop", version: 3 }, { city: "Oslo" });
    inside.usage({ inputTokens: 100, outputTokens: 20, cacheReadTokens: 5, cacheWriteTokens: 7, reasoningTokens: 3 });
    inside.cost(0.25);
    return { model: "gemini-2.5-pro-002", choices: [{ finish_reason: "length", message: { content: "hello" } }] };
  });

  expect(added(span())).toEqual({
    "llm.model_name": "gemini-2.5-pro-002",
    "llm.provider": "google",
    "llm.system": "vertexai",
    "llm.invocation_parameters": '{"temperature":0.5,"stop_sequences":["END"],"service_tier":"flex"}',
    "llm.finish_reason": "length",
    "prompt.id": "shop",
    "llm.prompt_template.version": "3",
    "llm.prompt_template.variables": '{"city":"Oslo"}',
    "llm.token_count.prompt": 100,
    "llm.token_count.completion": 20,
    "llm.token_count.total": 120,
    "llm.token_count.prompt_details.cache_read": 5,
    "llm.token_count.prompt_details.cache_write": 7,
    "llm.token_count.completion_details.reasoning": 3,
    "llm.cost.total": 0.25,
    "output.value": "hello",
    "output.mime_type": "text/plain",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": "hello",
  });
});

test("pictures and sound are shown, and what has no name there is its JSON", () => {
  const parts = [
    { type: "text", content: "look" },
    { type: "uri", modality: "image", uri: "https://example.com/a.png" },
    { type: "blob", modality: "audio", mime_type: "audio/mpeg", content: "SUQz" },
    { type: "blob", modality: "image", content: "AAAA" },
    { type: "uri", modality: "video", uri: "https://example.com/a.mp4" },
    { type: "uri", modality: "image" },
    { type: "file", modality: "image", file_id: "f1" },
  ];

  const attributes = openInferenceProfile(
    foreign({ "gen_ai.input.messages": [{ role: "user", name: "bob", parts }] }),
  ).attributes;

  expect(indexed(attributes, "llm.input_messages.0.message.contents")).toEqual([
    { "message_content.type": "text", "message_content.text": "look" },
    { "message_content.type": "image", "message_content.image.image.url": "https://example.com/a.png" },
    { "message_content.type": "audio", "message_content.audio.audio.url": "data:audio/mpeg;base64,SUQz" },
    { "message_content.type": "image", "message_content.image.image.url": "data:;base64,AAAA" },
    {
      "message_content.type": "uri",
      "message_content.text": '{"type":"uri","modality":"video","uri":"https://example.com/a.mp4"}',
    },
    { "message_content.type": "uri", "message_content.text": '{"type":"uri","modality":"image"}' },
    { "message_content.type": "file", "message_content.text": '{"type":"file","modality":"image","file_id":"f1"}' },
  ]);
});

test("answers of tools are messages of their own, also beside other parts", () => {
  const parts = [
    { type: "tool_call_response", id: "c1", response: { open: true } },
    { type: "tool_call_response", response: "cold" },
    { type: "text", content: "and now?" },
  ];

  const { attributes } = openInferenceProfile(foreign({ "gen_ai.input.messages": [{ role: "user", parts }] }));

  expect(indexed(attributes, "llm.input_messages")).toEqual([
    { "message.role": "tool", "message.tool_call_id": "c1", "message.content": '{"open":true}' },
    { "message.role": "tool", "message.content": "cold" },
    { "message.role": "user", "message.content": "and now?" },
  ]);
});

test("a call of a tool without arguments has empty ones", () => {
  const { attributes } = openInferenceProfile(
    foreign({ "gen_ai.output.messages": [{ role: "assistant", parts: [{ type: "tool_call", name: "now" }] }] }),
  );

  expect(indexed(attributes, "llm.output_messages")).toEqual([
    {
      "message.role": "assistant",
      "message.tool_calls.0.tool_call.function.name": "now",
      "message.tool_calls.0.tool_call.function.arguments": "{}",
    },
  ]);
});

test("spans of others, with JSON texts and instructions apart, are read as well", () => {
  const record = foreign({
    "gen_ai.operation.name": "chat",
    "gen_ai.conversation.id": "s-1",
    "gen_ai.system_instructions": '[{"type":"text","content":"be brief"}]',
    "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
    "gen_ai.tool.definitions": '[{"type":"function","function":{"name":"f"}},"odd"]',
    "gen_ai.usage.input_tokens": 4,
    "gen_ai.usage.cache_write.input_tokens": 2,
  });

  expect(added(record)).toEqual({
    "openinference.span.kind": "LLM",
    "session.id": "s-1",
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": "be brief",
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.content": "hi",
    "llm.tools.0.tool.json_schema": '{"type":"function","function":{"name":"f"}}',
    "llm.tools.1.tool.json_schema": "odd",
    "llm.token_count.prompt": 4,
    "llm.token_count.prompt_details.cache_write": 2,
    "input.value": "hi",
    "input.mime_type": "text/plain",
  });
});

test("documents that are texts, and texts that were embedded, are listed", () => {
  const search = foreign({
    "openinference.span.kind": "RETRIEVER",
    "gen_ai.retrieval.documents": ["a text", { id: 7, content: { lines: 2 }, metadata: "m" }],
  });
  const embedding = foreign({ "gen_ai.operation.name": "embeddings", "input.value": '["one","two"]' });
  const single = foreign({ "gen_ai.operation.name": "embeddings", "input.value": "one" });

  expect(indexed(openInferenceProfile(search).attributes, "retrieval.documents")).toEqual([
    { "document.content": "a text" },
    { "document.id": 7, "document.content": '{"lines":2}', "document.metadata": "m" },
  ]);
  const texts = [embedding, single].map((span) =>
    indexed(openInferenceProfile(span).attributes, "embedding.embeddings").map((each) => each["embedding.text"]),
  );
  expect(texts).toEqual([["one", "two"], ["one"]]);
});

test("input and output are texts, with what they are", () => {
  const { span } = recording();
  tool("add", { input: [1, 2] }, () => 3);
  tool("same", { input: '{"a":1}' }, () => null);

  expect(added(span("add"))).toMatchObject({
    "tool.parameters": "[1,2]",
    "input.value": "[1,2]",
    "input.mime_type": "application/json",
    "output.value": "3",
    "output.mime_type": "application/json",
  });
  expect(added(span("same"))).toMatchObject({
    "input.value": '{"a":1}',
    "input.mime_type": "application/json",
    "output.value": "null",
    "output.mime_type": "text/plain",
  });
});

test("what a span says in OpenInference's words already stays", () => {
  const own = {
    "gen_ai.operation.name": "chat",
    "openinference.span.kind": "RERANKER",
    "gen_ai.request.model": "a",
    "llm.model_name": "b",
    "input.value": "mine",
    "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "hi" }] }],
    "llm.input_messages.0.message.role": "user",
  };

  expect(openInferenceProfile(foreign(own)).attributes).toEqual({ ...own, "input.mime_type": "text/plain" });
});

test("messages are moved, for Phoenix would mix its own reading of them with what is flat; the input still has all", () => {
  const text = (content: string) => ({ role: "user", parts: [{ type: "text", content }] });
  const messages = Array.from({ length: 300 }, (_, index) => text(`message ${index}`));

  const { attributes } = openInferenceProfile(
    foreign({ "gen_ai.operation.name": "chat", "gen_ai.input.messages": messages, "gen_ai.output.messages": "odd" }),
  );

  expect(attributes).not.toHaveProperty(["gen_ai.input.messages"]);
  expect(attributes).toMatchObject({
    "gen_ai.operation.name": "chat",
    "gen_ai.output.messages": "odd",
    "heddle.left_out": ["llm.input_messages: 241 of 300"],
  });
  expect(JSON.parse(String(attributes["input.value"]))).toEqual(messages);
  const kept = indexed(attributes, "llm.input_messages").map((message) => message["message.content"]);
  expect([kept.slice(0, 2), kept.slice(-2)]).toEqual([
    ["message 0", "message 1"],
    ["message 298", "message 299"],
  ]);
});

test("an evaluation is of the span that it names; of no one span, it says it as its output only", () => {
  const { span, memory } = recording();
  const judged = tool("work", {}, () => memory) && span("work");
  evaluation("good", { of: judged }, () => ({ value: 0.5, label: "fair", comment: "so so" }));
  evaluation("loose", {}, () => 1);
  evaluation("nothing", { of: judged }, () => undefined);

  expect(indexed(openInferenceProfile(span("good")).attributes, "evaluations")).toEqual([
    {
      "evaluation.name": "good",
      "evaluation.score": 0.5,
      "evaluation.label": "fair",
      "evaluation.explanation": "so so",
    },
  ]);
  expect(added(span("loose"))).toEqual({ "output.value": '{"value":1}', "output.mime_type": "application/json" });
  expect(added(span("nothing"))).toEqual({});
});

test("a verdict is the output of its guardrail", () => {
  const { span } = recording();
  guardrail("pii", {}, () => ({ passed: false, violations: ["email"] }));

  expect(added(span())).toEqual({
    "output.value": '{"passed":false,"action":"block","violations":["email"]}',
    "output.mime_type": "application/json",
  });
});

test("a span of no kind stays as it is", () => {
  const record = foreign({ "http.route": "/" });

  expect(openInferenceProfile(record)).toEqual(record);
});
