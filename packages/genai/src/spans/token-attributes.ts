/** What a model call took and cost, as attributes. */
import type { Attributes } from "@heddle/core";
import { names } from "../names.ts";
import type { TokenUsage } from "../reading/token-usage.ts";

/** `gen_ai.usage.*`. Counts, each part of the whole that it is a part of. */
export function usageAttributes(usage: TokenUsage): Attributes {
  return {
    [names.usageInput]: usage.inputTokens,
    [names.usageOutput]: usage.outputTokens,
    [names.usageCacheRead]: usage.cacheReadTokens,
    [names.usageCacheWrite]: usage.cacheWriteTokens,
    [names.usageReasoning]: usage.reasoningTokens,
  };
}
