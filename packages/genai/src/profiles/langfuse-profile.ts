/** Spans as Langfuse shows them. */
import type { JsonObject, JsonValue, SpanRecord } from "@heddle/core";
import { names } from "../names.ts";
import { defined } from "../reading/look.ts";
import { cacheWriteOf } from "./cache-write-of.ts";
import { fitted } from "./fitted.ts";
import { kindOf, type SpanKind } from "./kind-of.ts";
import { promptVersionOf } from "./prompt-version-of.ts";
import { type Content, inputOf, outputOf } from "./span-content.ts";

/**
 * The span with what Langfuse does not find in it by itself: the type, the level, the time of the first token, the name and the
 * metadata of the trace, the version, the prompt, and input and output where it would take something else for them. Model,
 * parameters, tokens, cost, session, user, tags and environment it reads from the conventions. Scores it takes by its own API
 * only. https://langfuse.com/integrations/native/opentelemetry
 */
export function langfuseProfile(record: SpanRecord): SpanRecord {
  const { attributes } = record;
  const made = defined<JsonObject>({
    "langfuse.observation.type": observationType(kindOf(attributes)),
    "langfuse.observation.level": levelOf(record),
    "langfuse.observation.status_message": record.status === "cancelled" ? record.exception : undefined,
    "langfuse.observation.completion_start_time": firstTokenTime(record),
    "langfuse.observation.usage_details": usageDetails(attributes),
    "langfuse.version": attributes[names.version],
    ...traceAttributes(record),
    ...promptAttributes(attributes),
    ...contentAttributes(attributes),
  });
  return { ...record, attributes: fitted({ ...made, ...attributes }) };
}

const types: Readonly<Record<SpanKind, string>> = {
  LLM: "generation",
  EMBEDDING: "embedding",
  CHAIN: "chain",
  RETRIEVER: "retriever",
  RERANKER: "retriever",
  TOOL: "tool",
  AGENT: "agent",
  GUARDRAIL: "guardrail",
  EVALUATOR: "evaluator",
  PROMPT: "span",
};

function observationType(kind: SpanKind | undefined): string | undefined {
  return kind && types[kind];
}

const levels: ReadonlyMap<unknown, string> = new Map([
  ["debug", "DEBUG"],
  ["info", "DEFAULT"],
  ["warn", "WARNING"],
  ["error", "ERROR"],
]);

/** A failure is one, whatever was said before; Langfuse sees it by the status. */
function levelOf({ status, attributes }: SpanRecord): string | undefined {
  if (status === "error") return undefined;
  return levels.get(attributes[names.level]) ?? (status === "cancelled" ? "WARNING" : undefined);
}

function firstTokenTime({ startedAt, attributes }: SpanRecord): string | undefined {
  const seconds = attributes[names.timeToFirstChunk];
  const time = typeof seconds === "number" ? new Date(startedAt + seconds * 1000) : undefined;
  return time && !Number.isNaN(time.getTime()) ? time.toISOString() : undefined;
}

/** Langfuse does not know the newer name of tokens that were written to a cache, and would count them twice. */
function usageDetails(attributes: JsonObject): JsonObject | undefined {
  if (attributes[names.usageCacheWrite] !== undefined || cacheWriteOf(attributes) === undefined) return undefined;
  const count = (value: JsonValue | undefined) => (typeof value === "number" ? value : 0);
  const read = count(attributes[names.usageCacheRead]);
  const written = count(cacheWriteOf(attributes));
  const reasoning = count(attributes[names.usageReasoning]);
  return {
    input: Math.max(0, count(attributes[names.usageInput]) - read - written),
    input_cached_tokens: read,
    input_cache_creation: written,
    output: Math.max(0, count(attributes[names.usageOutput]) - reasoning),
    output_reasoning_tokens: reasoning,
  };
}

/** What a root says is said of the trace; a score that was given later has no parent either. */
function traceAttributes({
  name,
  parentSpanId,
  attributes,
}: SpanRecord): Readonly<Record<string, JsonValue | undefined>> {
  const metadata = attributes[names.metadata];
  if (parentSpanId !== undefined || attributes["heddle.score.trace_id"] !== undefined)
    return { "langfuse.observation.metadata": metadata };
  return { "langfuse.trace.name": name, "langfuse.trace.metadata": metadata };
}

/** Langfuse's versions are whole numbers: it would refuse the span for any other. */
function promptAttributes(attributes: JsonObject): JsonObject {
  const { "gen_ai.prompt.name": name } = attributes;
  const version = promptVersionOf(attributes);
  if (name === undefined || version === undefined) return {};
  return { "langfuse.observation.prompt.name": name, "langfuse.observation.prompt.version": version };
}

/** Both sides or none: where it finds one of these, Langfuse looks nowhere else for the other. */
function contentAttributes(attributes: JsonObject): Readonly<Record<string, JsonValue | undefined>> {
  const [input, output] = [inputOf(attributes), outputOf(attributes)];
  if (isFound(attributes, input, output)) return {};
  return { "langfuse.observation.input": input?.value, "langfuse.observation.output": output?.value };
}

const pairs = [
  [names.inputValue, names.outputValue],
  [names.inputMessages, names.outputMessages],
  [names.toolArguments, names.toolResult],
] as const;

/** Langfuse takes the first of the pairs that it finds half of, and takes `gen_ai.prompt.name` for an input. */
function isFound(attributes: JsonObject, input: Content | undefined, output: Content | undefined): boolean {
  if (Object.keys(attributes).some((key) => key.startsWith("gen_ai.prompt"))) return false;
  const pair = pairs.find((keys) => keys.some((key) => attributes[key] !== undefined));
  return [input, output].every((side) => side === undefined || pair?.some((key) => key === side.from));
}
