/** What kinds of work there are, and what backends call them. */

/** What a span is of. */
export type SpanType =
  | "llm"
  | "embedding"
  | "tool"
  | "retrieval"
  | "rag"
  | "agent"
  | "sub_agent"
  | "chain"
  | "guardrail"
  | "evaluation"
  | "task"
  | "decision"
  | "transformation"
  | "validation"
  | "human_input"
  | "custom";

/** The same in other terms. */
interface Terms {
  /** `gen_ai.operation.name`, where the conventions have one. */
  readonly operation?: string;
  /** `openinference.span.kind`, which Phoenix, Langfuse and LangSmith read. */
  readonly kind?: string;
}

const step: Terms = { kind: "CHAIN" };

/** By type. */
export const termsOf: Readonly<Record<SpanType, Terms>> = {
  llm: { operation: "chat", kind: "LLM" },
  embedding: { operation: "embeddings", kind: "EMBEDDING" },
  tool: { operation: "execute_tool", kind: "TOOL" },
  retrieval: { operation: "retrieval", kind: "RETRIEVER" },
  rag: { operation: "retrieval", kind: "RETRIEVER" },
  agent: { operation: "invoke_agent", kind: "AGENT" },
  sub_agent: { operation: "invoke_agent", kind: "AGENT" },
  chain: { operation: "invoke_workflow", kind: "CHAIN" },
  guardrail: { kind: "GUARDRAIL" },
  evaluation: { kind: "EVALUATOR" },
  task: step,
  decision: step,
  transformation: step,
  validation: step,
  human_input: step,
  custom: {},
};
