/** Says what the GenAI conventions say of a span in the few words that a reader of a terminal looks for. */
import { setOwn } from "./json-value.ts";
import type { JsonObject, JsonValue, SpanEvent } from "./record.ts";

/** What the rest of the line says already, and what only backends ask for. */
const silent: ReadonlySet<string> = new Set([
  "error.type",
  "gen_ai.operation.name",
  "gen_ai.provider.name",
  "gen_ai.response.id",
  "gen_ai.tool.definitions",
  "gen_ai.tool.type",
  "gen_ai.usage.output_tokens",
  "heddle.span.type",
  "input.mime_type",
  "openinference.span.kind",
  "output.mime_type",
]);

const shortNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "gen_ai.agent.name": "agent",
    "gen_ai.conversation.id": "session",
    "gen_ai.input.messages": "input",
    "gen_ai.output.messages": "output",
    "gen_ai.response.finish_reasons": "finish",
    "gen_ai.response.model": "model",
    "gen_ai.retrieval.documents": "documents",
    "gen_ai.retrieval.query.text": "input",
    "gen_ai.tool.call.arguments": "input",
    "gen_ai.tool.call.id": "call",
    "gen_ai.tool.call.result": "output",
    "gen_ai.tool.name": "tool",
    "gen_ai.usage.cache_read.input_tokens": "cached",
    "gen_ai.usage.cost": "cost",
    "gen_ai.usage.input_tokens": "tokens",
    "gen_ai.usage.reasoning.output_tokens": "reasoning",
    "input.value": "input",
    "output.value": "output",
    "session.id": "session",
    "user.id": "user",
  }),
);

/** `llm`, `tool`, …, for a span that says what it is. */
export function typeOf(attributes: JsonObject): string | undefined {
  const type = attributes["heddle.span.type"] ?? attributes["gen_ai.operation.name"];
  return typeof type === "string" ? type : undefined;
}

/** Those of `told` that are worth their place on the line of the span `name`, under short names. */
export function briefly(name: string, attributes: JsonObject, told: JsonObject): JsonObject {
  if (typeOf(attributes) === undefined) return told;
  const brief: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(told)) {
    if (silent.has(key) || isSaid(key, value, name, attributes)) continue;
    const short = shortNames.get(key) ?? key.replace(/^gen_ai\.request\./, "");
    const label = Object.hasOwn(brief, short) || Object.hasOwn(attributes, short) ? key : short;
    setOwn(brief, label, inWords(key, value, attributes));
  }
  return brief;
}

/** What happened, where its words say more than its name: an annotation, a judgement. */
export function eventWords({ name, attributes }: SpanEvent): string {
  if (name === "heddle.annotation" && typeof attributes.message === "string") return attributes.message;
  if (name !== "gen_ai.evaluation.result") return name;
  const score = attributes["gen_ai.evaluation.score.label"] ?? attributes["gen_ai.evaluation.score.value"];
  return [attributes["gen_ai.evaluation.name"] ?? name, ...(score === undefined ? [] : [score])].join("=");
}

function isSaid(key: string, value: JsonValue, name: string, attributes: JsonObject): boolean {
  if (key === "gen_ai.request.model") return "gen_ai.response.model" in attributes;
  if (key === "gen_ai.conversation.id") return value === attributes["session.id"];
  if (key === "gen_ai.response.finish_reasons") return String(value) === "stop" || String(value) === "tool_call";
  return value === name && /^gen_ai\.(agent|tool|evaluation|workflow)\.name$/.test(key);
}

function inWords(key: string, value: JsonValue, attributes: JsonObject): JsonValue {
  if (key === "gen_ai.usage.input_tokens") return `${value}→${attributes["gen_ai.usage.output_tokens"] ?? "?"}`;
  if (key === "gen_ai.usage.cost") return `$${value}`;
  return /^gen_ai\.(in|out)put\.messages$/.test(key) ? lastMessage(value) : value;
}

/** What the last message says; what is before it stands on the lines above. */
function lastMessage(messages: JsonValue): JsonValue {
  const last = Array.isArray(messages) ? messages.at(-1) : undefined;
  const parts = (last as { parts?: unknown } | undefined)?.parts;
  return Array.isArray(parts) ? parts.map(partWords).join(" ") : messages;
}

function partWords(part: { readonly [key: string]: JsonValue } | null): string {
  if (typeof part?.content === "string") return part.content;
  if (part?.type === "tool_call") return `${part.name}(${JSON.stringify(part.arguments ?? {})})`;
  if (part?.type === "tool_call_response") return JSON.stringify(part.response);
  return `[${part?.type}]`;
}
