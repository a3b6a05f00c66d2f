/** The function of each span type. */
import { type AgentOptions, agent, subAgent } from "./agent.ts";
import type { EmbeddingSpan } from "./embedding-span.ts";
import { type EvaluationOptions, type EvaluationSpan, evaluation } from "./evaluation.ts";
import { type GuardrailSpan, guardrail } from "./guardrail.ts";
import { type EmbeddingOptions, embedding, type LlmOptions, llm } from "./llm.ts";
import type { LlmSpan } from "./llm-span.ts";
import { type RetrievalOptions, type RetrievalSpan, rag, retrieval } from "./retrieval.ts";
import type { SpanFunction, TypedSpanOptions } from "./span-function.ts";
import type { SpanType } from "./span-types.ts";
import { chain, custom, decision, humanInput, task, transformation, validation } from "./steps.ts";
import { type ToolOptions, tool } from "./tool.ts";
import type { TypedSpan } from "./typed-span.ts";

/** The options of the types that have some of their own. */
interface SpecialOptions {
  readonly agent: AgentOptions;
  readonly embedding: EmbeddingOptions;
  readonly evaluation: EvaluationOptions;
  readonly llm: LlmOptions;
  readonly rag: RetrievalOptions;
  readonly retrieval: RetrievalOptions;
  readonly sub_agent: AgentOptions;
  readonly tool: ToolOptions;
}

/** The spans of the types that have words of their own. */
interface SpecialSpans {
  readonly embedding: EmbeddingSpan;
  readonly evaluation: EvaluationSpan;
  readonly guardrail: GuardrailSpan;
  readonly llm: LlmSpan;
  readonly rag: RetrievalSpan;
  readonly retrieval: RetrievalSpan;
}

/** What spans of this type are given. */
export type OptionsOf<Type extends SpanType> = Type extends keyof SpecialOptions
  ? SpecialOptions[Type]
  : TypedSpanOptions;

/** What the work of this type is given. */
export type SpanOf<Type extends SpanType> = Type extends keyof SpecialSpans ? SpecialSpans[Type] : TypedSpan;

/** By type. */
export const spanFunctions: { readonly [Type in SpanType]: SpanFunction<OptionsOf<Type>, SpanOf<Type>> } = {
  agent,
  chain,
  custom,
  decision,
  embedding,
  evaluation,
  guardrail,
  human_input: humanInput,
  llm,
  rag,
  retrieval,
  sub_agent: subAgent,
  task,
  tool,
  transformation,
  validation,
};
