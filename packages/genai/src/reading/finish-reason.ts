/** Why a model stopped, in the conventions' words. */
import { isObject, textAt } from "./look.ts";

const reasons: Readonly<Record<string, string>> = {
  blocklist: "content_filter",
  complete: "stop",
  completed: "stop",
  content_filtered: "content_filter",
  "content-filter": "content_filter",
  end_turn: "stop",
  eos: "stop",
  failed: "error",
  function_call: "tool_call",
  guardrail_intervened: "content_filter",
  image_prohibited_content: "content_filter",
  image_safety: "content_filter",
  insufficient_system_resource: "error",
  malformed_function_call: "error",
  malformed_model_output: "error",
  malformed_tool_use: "error",
  max_output_tokens: "length",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  model_length: "length",
  prohibited_content: "content_filter",
  recitation: "content_filter",
  refusal: "content_filter",
  safety: "content_filter",
  spii: "content_filter",
  stop_sequence: "stop",
  timeout: "error",
  "tool-calls": "tool_call",
  tool_calls: "tool_call",
  tool_use: "tool_call",
};

/** No reasons: the answer is still on its way. */
const unfinished = new Set(["", "in_progress", "queued"]);

/**
 * `stop`, `length`, `content_filter`, `tool_call`, `error`, or what the provider calls it, in lower case; `undefined` where
 * none is said. The AI SDK's providers say it in an object with their own word beside.
 */
export function finishReason(given: unknown): string | undefined {
  const said = isObject(given) ? textAt(given, "unified") : given;
  if (typeof said !== "string") return undefined;
  const known = said.toLowerCase();
  if (unfinished.has(known)) return undefined;
  return Object.hasOwn(reasons, known) ? reasons[known] : known;
}
