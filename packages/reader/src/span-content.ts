/** Finds what a span was given, what it gave, and whose it is, under whatever names. */
import type { JsonObject, JsonValue } from "@heddle/core";

/** By who writes them: the GenAI conventions, OpenInference, the AI SDK, OpenLLMetry, Langfuse, and the plain words. */
const inputs = [
  "gen_ai.tool.call.arguments",
  "gen_ai.input.messages",
  "gen_ai.retrieval.query.text",
  "input.value",
  "ai.toolCall.args",
  "ai.prompt.messages",
  "ai.prompt",
  "traceloop.entity.input",
  "langfuse.observation.input",
  "input",
  "arguments",
  "prompt",
];
const outputs = [
  "gen_ai.tool.call.result",
  "gen_ai.output.messages",
  "gen_ai.retrieval.documents",
  "output.value",
  "ai.toolCall.result",
  "ai.response.text",
  "traceloop.entity.output",
  "langfuse.observation.output",
  "output",
  "result",
  "completion",
];

/** An attribute that was found. */
export interface Found {
  readonly name: string;
  readonly value: JsonValue;
}

/** What the span was given: arguments, messages, a query. */
export function inputOf(attributes: JsonObject): Found | undefined {
  return firstOf(attributes, inputs);
}

/** What the span gave: a result, messages, documents. */
export function outputOf(attributes: JsonObject): Found | undefined {
  return firstOf(attributes, outputs);
}

/** The model that answered; else the one that was asked. */
export function modelOf(attributes: JsonObject): string | undefined {
  return textOf(attributes, ["gen_ai.response.model", "gen_ai.request.model", "llm.model_name", "model"]);
}

/** Whose run it is. */
export function userOf(attributes: JsonObject): string | undefined {
  return textOf(attributes, ["user.id", "user_id"]);
}

/** The conversation that the run belongs to. */
export function sessionOf(attributes: JsonObject): string | undefined {
  return textOf(attributes, ["session.id", "gen_ai.conversation.id", "session_id"]);
}

function textOf(attributes: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

function firstOf(attributes: JsonObject, names: readonly string[]): Found | undefined {
  for (const name of names) {
    const value = attributes[name];
    if (value !== undefined && Object.hasOwn(attributes, name)) return { name, value };
  }
  return undefined;
}
