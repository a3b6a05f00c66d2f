/** What a span says it took: tokens and money, under whatever names. */
import type { JsonObject, MetricRecord } from "@heddle/core";

/** What work took. */
export interface Usage {
  /** All of them, those read from and written to a cache included. */
  readonly inputTokens: number;
  /** All of them, those of reasoning included. */
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  /** US dollars. */
  readonly costUsd: number;
}

/** A usage that is being made. */
export type OpenUsage = { -readonly [Key in keyof Usage]?: number };

/** None of anything. */
export const noUsage: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  costUsd: 0,
};

/** The names by who writes them, the GenAI conventions' first; the first that holds a number counts. */
const names: Readonly<Record<keyof Usage, readonly string[]>> = {
  inputTokens: ["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt", "tokens_in"],
  outputTokens: [
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.completion_tokens",
    "llm.token_count.completion",
    "tokens_out",
  ],
  cacheReadTokens: [
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "llm.token_count.prompt_details.cache_read",
  ],
  cacheWriteTokens: [
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "llm.token_count.prompt_details.cache_write",
  ],
  reasoningTokens: [
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "llm.token_count.completion_details.reasoning",
  ],
  costUsd: ["gen_ai.usage.cost", "llm.cost.total", "cost_usd", "cost"],
};

const keys = Object.keys(names) as (keyof Usage)[];

/** What is told together: who says one of them says how much of all it took. */
export const usageKeys: Readonly<Record<"tokens" | "money", readonly (keyof Usage)[]>> = {
  tokens: ["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "reasoningTokens"],
  money: ["costUsd"],
};

/** Metrics that count for the span they were emitted in, where the span says nothing itself. */
const usageMetrics: Readonly<Record<string, keyof Usage>> = {
  "loom.tokens.input": "inputTokens",
  "loom.tokens.output": "outputTokens",
  "loom.cost.usd": "costUsd",
};

/** By name; `rank`: the lowest counts. */
const usageNames = new Map(
  keys.flatMap((key) => names[key].map((name, rank): [string, UsageName] => [name, { key, rank }])),
);

interface UsageName {
  readonly key: keyof Usage;
  readonly rank: number;
}

/** What the attributes of a span say of its usage; what they do not say is absent. */
export function usageOf(attributes: JsonObject): Partial<Usage> {
  const usage: OpenUsage = {};
  const ranks: OpenUsage = {};
  // Spans have far fewer attributes than there are names.
  for (const name in attributes) {
    const value = attributes[name];
    const found = typeof value === "number" && value >= 0 ? usageNames.get(name) : undefined;
    if (found === undefined || found.rank > (ranks[found.key] ?? Number.POSITIVE_INFINITY)) continue;
    usage[found.key] = value as number;
    ranks[found.key] = found.rank;
  }
  return usage;
}

/** Adds what a metric says to what was emitted in its span, by the span's id. Metrics that count for no usage are passed over. */
export function addEmitted(emitted: Map<string, OpenUsage>, { name, value, spanId }: MetricRecord): void {
  const key = Object.hasOwn(usageMetrics, name) ? usageMetrics[name] : undefined;
  if (key === undefined || spanId === undefined) return;
  const usage = emitted.get(spanId) ?? {};
  usage[key] = (usage[key] ?? 0) + value;
  emitted.set(spanId, usage);
}

/** The sum of two. */
export function addUsage(a: Usage, b: Partial<Usage>): Usage {
  const sum: { -readonly [Key in keyof Usage]: number } = { ...a };
  for (const key of keys) sum[key] += b[key] ?? 0;
  return sum;
}
