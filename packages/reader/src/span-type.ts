/** Finds out what kind of work a span is of. */
import type { JsonObject } from "@heddle/core";

/** By `gen_ai.operation.name`. */
const operations: Readonly<Record<string, string>> = {
  chat: "llm",
  text_completion: "llm",
  generate_content: "llm",
  embeddings: "embedding",
  execute_tool: "tool",
  retrieval: "retrieval",
  create_agent: "agent",
  invoke_agent: "agent",
  invoke_workflow: "chain",
};

/** By `openinference.span.kind`. */
const openInferenceKinds: Readonly<Record<string, string>> = {
  LLM: "llm",
  EMBEDDING: "embedding",
  TOOL: "tool",
  RETRIEVER: "retrieval",
  RERANKER: "retrieval",
  AGENT: "agent",
  CHAIN: "chain",
  GUARDRAIL: "guardrail",
  EVALUATOR: "evaluation",
  PROMPT: "transformation",
  DECISION: "decision",
};

/** By `traceloop.span.kind`. */
const openLlmetryKinds: Readonly<Record<string, string>> = {
  workflow: "chain",
  task: "task",
  agent: "agent",
  tool: "tool",
};

/** By name: what runtimes emit that give no type. */
const spanNames: Readonly<Record<string, string>> = {
  "loom.run": "agent",
  "loom.turn": "chain",
  "loom.model.complete": "llm",
  "loom.model.stream": "llm",
  "loom.tool": "tool",
  "loom.workflow": "chain",
  "loom.workflow.step": "task",
  "ai.toolCall": "tool",
};

/**
 * `llm`, `tool`, `agent`, …: what `heddle.span.type` says, else what follows from the names of OpenTelemetry's GenAI
 * conventions, OpenInference, OpenLLMetry and LoomFlow. `undefined` where nothing tells.
 */
export function spanType(name: string, attributes: JsonObject): string | undefined {
  const told = attributes["heddle.span.type"];
  if (typeof told === "string" && told !== "") return told;
  return (
    named(operations, attributes["gen_ai.operation.name"]) ??
    named(openInferenceKinds, attributes["openinference.span.kind"]) ??
    named(openLlmetryKinds, attributes["traceloop.span.kind"]) ??
    named(spanNames, name)
  );
}

function named(types: Readonly<Record<string, string>>, key: unknown): string | undefined {
  return typeof key === "string" && Object.hasOwn(types, key) ? types[key] : undefined;
}
