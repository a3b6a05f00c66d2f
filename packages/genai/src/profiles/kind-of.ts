/** Tells what kind of work a span is of, in OpenInference's words. */
import type { JsonObject } from "@heddle/core";
import { names } from "../names.ts";

const kinds = [
  "LLM",
  "EMBEDDING",
  "CHAIN",
  "RETRIEVER",
  "RERANKER",
  "TOOL",
  "AGENT",
  "GUARDRAIL",
  "EVALUATOR",
  "PROMPT",
] as const;

/** https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md */
export type SpanKind = (typeof kinds)[number];

/** By `gen_ai.operation.name`. */
const operations: ReadonlyMap<unknown, SpanKind> = new Map([
  ["chat", "LLM"],
  ["text_completion", "LLM"],
  ["generate_content", "LLM"],
  ["embeddings", "EMBEDDING"],
  ["retrieval", "RETRIEVER"],
  ["search_memory", "RETRIEVER"],
  ["execute_tool", "TOOL"],
  ["create_agent", "AGENT"],
  ["invoke_agent", "AGENT"],
  ["plan", "AGENT"],
  ["invoke_workflow", "CHAIN"],
]);

/** What the span says of itself, else what its operation is; `undefined` for a span of neither. */
export function kindOf(attributes: JsonObject): SpanKind | undefined {
  const said = kinds.find((kind) => kind === attributes[names.openInferenceKind]);
  return said ?? operations.get(attributes[names.operation]);
}
