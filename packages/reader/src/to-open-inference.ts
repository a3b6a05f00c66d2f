/** Writes spans as OpenInference has them, for Phoenix and what reads the same. */
import type { JsonObject, JsonValue, SpanEvent } from "@heddle/core";
import { formatTimestamp } from "@heddle/core/bridge";
import { flatMessages } from "./flat-messages.ts";
import { inputOf, modelOf, outputOf, sessionOf, userOf } from "./span-content.ts";
import { toolNameOf } from "./tool-call.ts";
import type { Trace, TraceSpan } from "./trace.ts";

/** A span as JSON: https://arize-ai.github.io/openinference/spec/general/traces.html */
export interface OpenInferenceSpan {
  readonly name: string;
  readonly context: { readonly trace_id: string; readonly span_id: string };
  readonly parent_id: string | null;
  /** OpenTelemetry's, which says nothing here. */
  readonly span_kind: "SPAN_KIND_INTERNAL";
  readonly start_time: string;
  /** `null` where the span was interrupted. */
  readonly end_time: string | null;
  readonly status_code: "OK" | "ERROR" | "UNSET";
  readonly status_message: string;
  readonly attributes: JsonObject;
  readonly events: readonly { readonly name: string; readonly timestamp: string; readonly attributes: JsonObject }[];
}

/** OpenTelemetry has no word for what was cancelled; OTLP says it by this attribute, too. */
export const STATUS = "heddle.status";

const kinds: Readonly<Record<string, string>> = {
  llm: "LLM",
  embedding: "EMBEDDING",
  tool: "TOOL",
  retrieval: "RETRIEVER",
  rag: "RETRIEVER",
  agent: "AGENT",
  sub_agent: "AGENT",
  guardrail: "GUARDRAIL",
  evaluation: "EVALUATOR",
  decision: "DECISION",
};

/**
 * The spans of `trace`, parents before their children. Attributes stay, and OpenInference's own are added to them: the kind,
 * input and output, messages, model, tokens, cost, session and user. Links have no place in it.
 */
export function toOpenInference(trace: Trace): OpenInferenceSpan[] {
  return trace.spans.map((span) => {
    const { record, status } = span;
    const { traceId, spanId, parentSpanId = null, name, startedAt, attributes } = record;
    const ended = record.kind === "span" ? record : undefined;
    return {
      name,
      context: { trace_id: traceId, span_id: spanId },
      parent_id: parentSpanId,
      span_kind: "SPAN_KIND_INTERNAL",
      start_time: formatTimestamp(startedAt),
      end_time: ended === undefined ? null : formatTimestamp(ended.endedAt),
      status_code: status === "ok" ? "OK" : status === "error" ? "ERROR" : "UNSET",
      status_message: ended?.exception ?? "",
      attributes: { ...added(span), ...attributes, ...(status === "cancelled" && { [STATUS]: status }) },
      events: eventsOf(span).map(({ name, time, attributes }) => ({
        name,
        timestamp: formatTimestamp(time),
        attributes,
      })),
    };
  });
}

function added(span: TraceSpan): JsonObject {
  const { record, type, usage = {} } = span;
  const { attributes } = record;
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, costUsd } = usage;
  return defined({
    "openinference.span.kind": kinds[type ?? ""] ?? "CHAIN",
    ...content("input", inputOf(attributes)?.value),
    ...content("output", outputOf(attributes)?.value),
    ...flatMessages("llm.input_messages", attributes["gen_ai.input.messages"]),
    ...flatMessages("llm.output_messages", attributes["gen_ai.output.messages"]),
    "llm.model_name": type === "llm" ? modelOf(attributes) : undefined,
    "llm.provider": type === "llm" ? attributes["gen_ai.provider.name"] : undefined,
    "llm.token_count.prompt": inputTokens,
    "llm.token_count.completion": outputTokens,
    "llm.token_count.prompt_details.cache_read": cacheReadTokens,
    "llm.token_count.prompt_details.cache_write": cacheWriteTokens,
    "llm.token_count.completion_details.reasoning": reasoningTokens,
    "llm.cost.total": costUsd,
    "tool.name": type === "tool" ? toolNameOf(record) : undefined,
    "session.id": sessionOf(attributes),
    "user.id": userOf(attributes),
  });
}

function content(side: "input" | "output", value: JsonValue | undefined): JsonObject {
  if (value === undefined) return {};
  const isText = typeof value === "string";
  const text = isText ? value : JSON.stringify(value);
  const isJson = !isText || /^\s*[[{]/.test(text);
  return { [`${side}.value`]: text, [`${side}.mime_type`]: isJson ? "application/json" : "text/plain" };
}

/** OpenTelemetry tells a failure as an event. */
function eventsOf({ record }: TraceSpan): readonly SpanEvent[] {
  if (record.kind !== "span") return [];
  const { events = [], error, endedAt } = record;
  if (error === undefined) return events;
  const attributes = defined({
    "exception.type": error.type,
    "exception.message": error.message,
    "exception.stacktrace": error.stack,
  });
  return [...events, { name: "exception", time: endedAt, attributes }];
}

function defined(attributes: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as JsonObject;
}
