/** The span of a call that turns texts into vectors. */

import { isObject, textAt } from "../reading/look.ts";
import { readTokenUsage } from "../reading/token-usage.ts";
import { LlmSpan } from "./llm-span.ts";

/** What the work of `embedding` is given. */
export class EmbeddingSpan extends LlmSpan {
  /** Of what came back, the model and what it took: vectors are large, and tell a reader nothing. */
  override response(given: unknown): void {
    const response = isObject(given) ? given : {};
    const model = textAt(response, "model", "modelVersion");
    const usage = readTokenUsage(given) ?? readTokens(response.usage);
    this.answered({ messages: [], finishReasons: [], ...(model !== undefined && { model }), ...(usage && { usage }) });
  }
}

/** The AI SDK counts in one number. */
function readTokens(usage: unknown): { inputTokens: number; outputTokens: number } | undefined {
  const tokens = isObject(usage) ? usage.tokens : undefined;
  return typeof tokens === "number" && tokens >= 0 ? { inputTokens: tokens, outputTokens: 0 } : undefined;
}
