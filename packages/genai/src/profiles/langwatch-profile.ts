/** Spans as LangWatch shows them. */
import type { JsonObject, JsonValue, SpanEvent, SpanRecord } from "@heddle/core";
import { names } from "../names.ts";
import { defined, isObject } from "../reading/look.ts";
import { fitted } from "./fitted.ts";
import { type Judgement, ownJudgement, scoresOf } from "./judgements-of.ts";
import { kindOf, type SpanKind } from "./kind-of.ts";
import { promptVersionOf } from "./prompt-version-of.ts";
import { type Content, contentFoundByAll, inputOf, outputOf } from "./span-content.ts";

/**
 * The span with what LangWatch does not find in it by itself: the type, the query of a search and what it found, the verdict of
 * a guardrail, the cost, the prompt, and scores as its evaluations. Messages, tool calls, parameters, tokens, the time to the
 * first token, thread, user, labels and metadata it reads from the conventions.
 * https://docs.langwatch.ai/integration/opentelemetry/guide
 */
export function langwatchProfile(record: SpanRecord): SpanRecord {
  const { attributes, events = [] } = record;
  const made = defined<JsonObject>({
    "langwatch.span.type": spanType(attributes),
    "langwatch.input": unknownValue(inputOf(attributes)),
    "langwatch.output": unknownValue(outputOf(attributes)),
    "langwatch.rag.contexts": contextsOf(attributes[names.retrievalDocuments]),
    "langwatch.span.cost": attributes[names.cost],
    "langwatch.prompt.handle": attributes["gen_ai.prompt.name"],
    "langwatch.prompt.version.number": promptVersionOf(attributes),
  });
  const evaluations = evaluationsOf(record);
  return {
    ...record,
    attributes: fitted({ ...made, ...attributes }),
    ...(evaluations.length > 0 && { events: [...events, ...evaluations] }),
  };
}

const types: Readonly<Record<SpanKind, string>> = {
  LLM: "llm",
  EMBEDDING: "component",
  CHAIN: "component",
  RETRIEVER: "rag",
  RERANKER: "rag",
  TOOL: "tool",
  AGENT: "agent",
  GUARDRAIL: "evaluation",
  EVALUATOR: "evaluation",
  PROMPT: "component",
};

/** Of the types that its server lets pass. */
function spanType(attributes: JsonObject): string | undefined {
  const kind = kindOf(attributes);
  if (kind === "CHAIN" && attributes[names.spanType] === "chain") return "workflow";
  return kind && types[kind];
}

const known: readonly string[] = [...contentFoundByAll, names.toolArguments, names.toolResult];

function unknownValue(content: Content | undefined): JsonObject | undefined {
  if (content === undefined || known.includes(content.from)) return undefined;
  return { type: typeof content.value === "string" ? "text" : "json", value: content.value };
}

function contextsOf(documents: JsonValue | undefined): JsonValue | undefined {
  if (!Array.isArray(documents)) return undefined;
  return documents.filter(isObject).map(({ id, chunk_id, content }) =>
    defined<JsonObject>({
      document_id: id as JsonValue,
      chunk_id: chunk_id as JsonValue,
      content: content as JsonValue,
    }),
  );
}

function evaluationsOf(record: SpanRecord): readonly SpanEvent[] {
  const own = ownJudgement(record);
  const verdict = verdictOf(record);
  return [...scoresOf(record).map(evaluationOf), ...(own ? [evaluationOf(own)] : []), ...(verdict ? [verdict] : [])];
}

function evaluationOf({ attributes, time }: Judgement): SpanEvent {
  const message = attributes["error.message"];
  return evaluationEvent(time, {
    evaluation_id: attributes["heddle.score.id"],
    name: attributes[names.evaluationName],
    status: attributes["heddle.score.status"] ?? "processed",
    passed: attributes["heddle.score.passed"],
    score: attributes[names.evaluationValue],
    label: attributes[names.evaluationLabel],
    details: attributes[names.evaluationExplanation],
    span_id: attributes["heddle.score.span_id"],
    error: message === undefined ? undefined : { message },
  });
}

function verdictOf({ name, attributes, endedAt }: SpanRecord): SpanEvent | undefined {
  if (attributes["heddle.guardrail.passed"] === undefined) return undefined;
  return evaluationEvent(endedAt, {
    name,
    is_guardrail: true,
    status: "processed",
    passed: attributes["heddle.guardrail.passed"],
    score: attributes["heddle.guardrail.score"],
    label: attributes["heddle.guardrail.action"],
    details: attributes["heddle.guardrail.reason"],
  });
}

function evaluationEvent(time: number, evaluation: Readonly<Record<string, JsonValue | undefined>>): SpanEvent {
  const json_encoded_event = JSON.stringify(defined<JsonObject>(evaluation as JsonObject));
  return { name: "langwatch.evaluation.custom", time, attributes: { json_encoded_event } };
}
