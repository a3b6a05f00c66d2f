/** Reads the message chunks of LangChain. */
import { isObject, objectsAt, textAt, type Unknowns } from "../look.ts";
import type { MessageDraft } from "../message-draft.ts";
import { readMessage, roleOf } from "../read-messages.ts";
import { readPart } from "../read-part.ts";
import { reasonOf } from "../read-response.ts";
import type { ResponseDraft } from "../response-draft.ts";

/** Calls come after the content. */
const CALLS = 1;

/**
 * Whether it is one: an instance, its JSON, or a generation around it.
 * https://docs.langchain.com/oss/javascript/langchain/streaming
 */
export function readLangChainChunk(given: Unknowns, draft: ResponseDraft): boolean {
  const outer = isObject(given.message) ? given.message : given;
  const chunk = isObject(outer.kwargs) ? { type: "ai", ...outer.kwargs } : outer;
  if (!isMessage(outer) || roleOf(chunk, "assistant") !== "assistant") return false;
  const metadata = isObject(chunk.response_metadata) ? chunk.response_metadata : {};
  draft.about(chunk.id, textAt(metadata, "model_name", "model"));
  draft.addUsage({ usage: chunk.usage_metadata });
  const message = draft.message();
  readContent(chunk, message);
  readCalls(chunk, message);
  const info = isObject(given.generationInfo) ? given.generationInfo : {};
  message.finish(reasonOf(chunk) ?? info.finish_reason);
  return true;
}

function isMessage(message: Unknowns): boolean {
  const isInstance = typeof message.getType === "function" || typeof message._getType === "function";
  return isInstance || "tool_call_chunks" in message || message.type === "AIMessageChunk" || message.lc !== undefined;
}

/** The pieces of calls in it are those of `tool_call_chunks`. */
function readContent(chunk: Unknowns, message: MessageDraft): void {
  const more = isObject(chunk.additional_kwargs) ? chunk.additional_kwargs : {};
  message.reasoning(textAt(more, "reasoning_content") ?? "");
  if (typeof chunk.content === "string") message.text(chunk.content);
  for (const block of objectsAt(chunk, "content")) {
    const part = readPart(block);
    const key = `${part.type} ${String(block.index)}`;
    if (part.type === "text") message.text(part.content, key);
    else if (part.type === "reasoning") message.reasoning(part.content, key);
    else if (!/tool|json/.test(String(block.type))) message.add(part);
  }
}

/** A model that does not stream gives its calls whole. */
function readCalls(chunk: Unknowns, message: MessageDraft): void {
  const pieces = objectsAt(chunk, "tool_call_chunks");
  for (const { index, id, name, args } of pieces) {
    message.call({ index, ...textsOf({ id, name, arguments: args }) }, CALLS);
  }
  if (pieces.length > 0) return;
  for (const call of readMessage({ role: "assistant", tool_calls: chunk.tool_calls }).parts) message.add(call);
}

function textsOf<Key extends string>(given: Record<Key, unknown>): { [each in Key]?: string } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value === "string")) as never;
}
