/** Reads the chunks of Ollama, each of which says whether it is the last. */
import { isObject, textAt, type Unknowns } from "../look.ts";
import { readMessage } from "../read-messages.ts";
import type { ResponseDraft } from "../response-draft.ts";

/** Whether it is one, of a chat or of a completion. https://github.com/ollama/ollama/blob/main/docs/api.md */
export function readOllamaChunk(chunk: Unknowns, draft: ResponseDraft): boolean {
  if (typeof chunk.done !== "boolean" || typeof chunk.model !== "string") return false;
  draft.about(undefined, chunk.model);
  const message = draft.message();
  const given = isObject(chunk.message) ? chunk.message : { content: chunk.response, thinking: chunk.thinking };
  message.reasoning(textAt(given, "thinking") ?? "");
  message.text(textAt(given, "content") ?? "");
  const calls = readMessage({ role: "assistant", tool_calls: given.tool_calls }).parts;
  for (const call of calls) message.add(call);
  if (!chunk.done) return true;
  draft.usage(chunk);
  message.finish(chunk.done_reason);
  return true;
}
