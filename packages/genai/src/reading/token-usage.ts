/** How many tokens a model call took, in one shape, whoever tells it. */

/** Whole numbers; what is not known is absent. */
export interface TokenUsage {
  /** All of them, those read from and written to a cache included. */
  readonly inputTokens: number;
  /** All of them, those of reasoning included. */
  readonly outputTokens: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly reasoningTokens?: number;
}

/**
 * The usage in what a provider or a framework gave: its usage object, or the whole response. Known are OpenAI (chat,
 * responses), Anthropic, Gemini, Bedrock, Cohere, Ollama, the AI SDK, LangChain, and those who speak like them. `undefined`
 * where there is none: that is not the same as none used. Never throws.
 */
export function readTokenUsage(given: unknown): TokenUsage | undefined {
  try {
    return tokenUsageIn(given);
  } catch {
    // A getter that throws, a proxy: that is no usage.
    return undefined;
  }
}

function tokenUsageIn(given: unknown): TokenUsage | undefined {
  const usage = usageIn(given);
  if (usage === undefined) return undefined;
  const input = firstOf(usage, inputs);
  const output = firstOf(usage, outputs);
  const cacheRead = firstOf(usage, cacheReads);
  const cacheWrite = firstOf(usage, cacheWrites);
  const reasoning = firstOf(usage, reasonings);
  const beside = countsCacheBeside(usage) ? (cacheRead ?? 0) + (cacheWrite ?? 0) : 0;
  const thoughts = countOf(at(usage, ["thoughtsTokenCount"])) ?? 0;
  return {
    inputTokens: (input ?? 0) + beside,
    outputTokens: (output ?? 0) + thoughts,
    ...(cacheRead !== undefined && { cacheReadTokens: cacheRead }),
    ...(cacheWrite !== undefined && { cacheWriteTokens: cacheWrite }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
  };
}

/** The sum of several calls; `undefined` of none. */
export function addTokenUsage(usages: readonly TokenUsage[]): TokenUsage | undefined {
  if (usages.length === 0) return undefined;
  const sum: Record<string, number> = { inputTokens: 0, outputTokens: 0 };
  for (const usage of usages) for (const [key, count] of Object.entries(usage)) sum[key] = (sum[key] ?? 0) + count;
  return sum as unknown as TokenUsage;
}

/** Keys, outermost first. */
type Path = readonly string[];

/** Each key parted from the next one by a dot. */
function paths(...texts: readonly string[]): readonly Path[] {
  return texts.map((text) => text.split("."));
}

/** Where a response keeps its usage, outermost first. */
const places = paths(
  // Of all steps; the usage beside it is sometimes that of the last one.
  "totalUsage",
  "usage",
  "usageMetadata",
  "usage_metadata",
  "response.usage",
  "message.usage",
  "message.usage_metadata",
  "llmOutput.tokenUsage",
  "tokenUsage",
  "meta.billed_units",
  "meta.tokens",
);

/** Paths into a usage object, by who writes them. The first that is there counts. */
const inputs = paths(
  "inputTokens.total",
  "billed_units.input_tokens",
  "billedUnits.inputTokens",
  "inputTokens",
  "input_tokens",
  "prompt_tokens",
  "promptTokens",
  "promptTokenCount",
  "inputTokenCount",
  "prompt_eval_count",
);
const outputs = paths(
  "outputTokens.total",
  "billed_units.output_tokens",
  "billedUnits.outputTokens",
  "outputTokens",
  "output_tokens",
  "completion_tokens",
  "completionTokens",
  "candidatesTokenCount",
  "outputTokenCount",
  "eval_count",
);
const cacheReads = paths(
  "cacheReadTokens",
  "inputTokens.cacheRead",
  "inputTokenDetails.cacheReadTokens",
  "prompt_tokens_details.cached_tokens",
  "input_tokens_details.cached_tokens",
  "input_token_details.cache_read",
  "cache_read_input_tokens",
  "cacheReadInputTokens",
  "cachedInputTokens",
  "cachedContentTokenCount",
  "prompt_cache_hit_tokens",
);
const cacheWrites = paths(
  "cacheWriteTokens",
  "inputTokens.cacheWrite",
  "inputTokenDetails.cacheWriteTokens",
  "input_token_details.cache_creation",
  "cache_creation_input_tokens",
  "cacheWriteInputTokens",
);
const reasonings = paths(
  "reasoningTokens",
  "outputTokens.reasoning",
  "outputTokenDetails.reasoningTokens",
  "completion_tokens_details.reasoning_tokens",
  "output_tokens_details.reasoning_tokens",
  "output_tokens_details.thinking_tokens",
  "output_token_details.reasoning",
  "thoughtsTokenCount",
);

/** Anthropic and Bedrock count what came from a cache, or went there, beside the input. */
function countsCacheBeside(usage: object): boolean {
  return cachesBeside.some((path) => at(usage, path) !== undefined);
}

const cachesBeside = paths(
  "cache_read_input_tokens",
  "cache_creation_input_tokens",
  "cacheReadInputTokens",
  "cacheWriteInputTokens",
);

function usageIn(given: unknown): object | undefined {
  for (const place of places) {
    const inside = at(given, place);
    if (typeof inside === "object" && inside !== null && readsAsUsage(inside)) return inside;
  }
  return typeof given === "object" && given !== null && readsAsUsage(given) ? given : undefined;
}

function readsAsUsage(usage: object): boolean {
  return firstOf(usage, inputs) !== undefined || firstOf(usage, outputs) !== undefined;
}

function firstOf(usage: object, candidates: readonly Path[]): number | undefined {
  for (const path of candidates) {
    const count = countOf(at(usage, path));
    if (count !== undefined) return count;
  }
  return undefined;
}

/** Some write numbers as text. */
function countOf(value: unknown): number | undefined {
  const count = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof count === "number" && Number.isFinite(count) && count >= 0 ? count : undefined;
}

function at(value: unknown, path: Path): unknown {
  let inside = value;
  for (const key of path) {
    if (typeof inside !== "object" || inside === null) return undefined;
    inside = (inside as Record<string, unknown>)[key];
  }
  return inside;
}
