/** The metrics of a call of a model. */
import type { Attributes } from "@heddle/core";
import { type Conventions, names } from "../names.ts";
import type { TokenUsage } from "../reading/token-usage.ts";

/** Which model was asked for what. */
export interface ModelCall {
  /** `chat`, `embeddings`, … */
  readonly operation: string;
  readonly model?: string | undefined;
  readonly responseModel?: string | undefined;
  readonly provider?: string | undefined;
}

/** How it went. */
export interface ModelOutcome {
  readonly usage: TokenUsage | undefined;
  /** US dollars. */
  readonly cost: number | undefined;
  readonly durationMs: number;
  readonly firstTokenMs: number | undefined;
  readonly errorType: string | undefined;
}

/** What `emitMetric` is called with. */
export interface ModelMetric {
  readonly name: string;
  readonly value: number;
  readonly attributes: Attributes;
}

/**
 * Histograms of tokens, and of the duration and the time to the first chunk in seconds, by the conventions; and a counter
 * `gen_ai.usage.cost` in US dollars, for which they have none.
 */
export function modelMetrics(call: ModelCall, outcome: ModelOutcome, conventions: Conventions): readonly ModelMetric[] {
  const common: Attributes = {
    [names.operation]: call.operation,
    [names.provider]: call.provider,
    [names.requestModel]: call.model,
    [names.responseModel]: call.responseModel,
  };
  const seconds = { ...common, ...histogram("s"), [names.errorType]: outcome.errorType };
  const prefix = conventions === "1.41" ? "gen_ai.client.operation" : mainPrefix(call);
  const { cost, durationMs, firstTokenMs } = outcome;
  return [
    ...(conventions === "1.41"
      ? tokenUsage(outcome.usage, common)
      : tokenCounts(outcome.usage, common, mainPrefix(call))),
    ...metric("gen_ai.usage.cost", cost, { ...common, "heddle.instrument": "counter", "heddle.unit": "{USD}" }),
    ...metric(`${prefix}.duration`, durationMs / 1000, seconds),
    ...metric(`${prefix}.time_to_first_chunk`, firstTokenMs === undefined ? undefined : firstTokenMs / 1000, seconds),
  ];
}

function mainPrefix({ operation }: ModelCall): string {
  return operation === "embeddings" ? "gen_ai.client.embeddings" : "gen_ai.client.inference";
}

function tokenUsage(usage: TokenUsage | undefined, common: Attributes): readonly ModelMetric[] {
  const attributes = { ...common, ...histogram("{token}") };
  return [
    ...metric("gen_ai.client.token.usage", usage?.inputTokens, { ...attributes, "gen_ai.token.type": "input" }),
    ...metric("gen_ai.client.token.usage", usage?.outputTokens, { ...attributes, "gen_ai.token.type": "output" }),
  ];
}

function tokenCounts(usage: TokenUsage | undefined, common: Attributes, prefix: string): readonly ModelMetric[] {
  const counter = { ...common, "heddle.instrument": "counter", "heddle.unit": "{token}" };
  const spread = { ...common, ...histogram("{token}") };
  return [
    ...metric(`${prefix}.usage.input_tokens`, usage?.inputTokens, counter),
    ...metric(`${prefix}.usage.output_tokens`, usage?.outputTokens, counter),
    ...metric(`${prefix}.usage.cache_read.input_tokens`, usage?.cacheReadTokens, counter),
    ...metric(`${prefix}.usage.cache_write.input_tokens`, usage?.cacheWriteTokens, counter),
    ...metric(`${prefix}.usage.reasoning.output_tokens`, usage?.reasoningTokens, counter),
    ...metric(`${prefix}.operation.input_tokens`, usage?.inputTokens, spread),
    ...metric(`${prefix}.operation.output_tokens`, usage?.outputTokens, spread),
  ];
}

function histogram(unit: string): Attributes {
  return { "heddle.instrument": "histogram", "heddle.unit": unit };
}

function metric(name: string, value: number | undefined, attributes: Attributes): readonly ModelMetric[] {
  return value === undefined ? [] : [{ name, value, attributes }];
}
