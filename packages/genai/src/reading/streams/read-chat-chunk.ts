/** Reads the chunks of OpenAI's chats and completions, and of the many who speak like them. */
import { isObject, objectsAt, textAt, type Unknowns } from "../look.ts";
import type { MessageDraft } from "../message-draft.ts";
import { readPart } from "../read-part.ts";
import type { ResponseDraft } from "../response-draft.ts";

/** The order of the parts of such an answer. */
const TEXT = 1;
const REFUSAL = 2;
const CALLS = 3;

/** Whether it is one. https://platform.openai.com/docs/api-reference/chat/streaming */
export function readChatChunk(chunk: Unknowns, draft: ResponseDraft): boolean {
  if (!Array.isArray(chunk.choices)) return false;
  draft.about(chunk.id, chunk.model);
  draft.usage(chunk.usage);
  // Groq's place for it.
  if (isObject(chunk.x_groq)) draft.usage(chunk.x_groq.usage);
  for (const choice of objectsAt(chunk, "choices")) readChoice(choice, draft);
  if (isObject(chunk.error)) draft.fail();
  return true;
}

function readChoice(choice: Unknowns, draft: ResponseDraft): void {
  const message = draft.message(choice.index);
  // Moonshot's place for it.
  draft.usage(choice.usage);
  // Some end a stream with the whole message.
  const delta = [choice.delta, choice.message].find(isObject) ?? { content: choice.text };
  readDelta(delta, message);
  message.finish(choice.finish_reason);
}

function readDelta(delta: Unknowns, message: MessageDraft): void {
  message.reasoning(textAt(delta, "reasoning_content", "reasoning") ?? "");
  readContent(delta.content, message);
  const refusal = textAt(delta, "refusal") ?? (isObject(delta.audio) ? textAt(delta.audio, "transcript") : undefined);
  message.text(refusal ?? "", "refusal", REFUSAL);
  for (const call of objectsAt(delta, "tool_calls")) {
    const inner = [call.function, call.custom].find(isObject) ?? {};
    readCall(inner, message, { index: call.index, id: textAt(call, "id") });
  }
  if (isObject(delta.function_call)) readCall(delta.function_call, message, { index: 0 });
}

/** Mistral's content can be a list. */
function readContent(content: unknown, message: MessageDraft): void {
  if (typeof content === "string") message.text(content, "text", TEXT);
  if (!Array.isArray(content)) return;
  for (const part of content.map(readPart)) {
    if (part.type === "text") message.text(part.content, "text", TEXT);
    else if (part.type === "reasoning") message.reasoning(part.content);
    else message.add(part);
  }
}

function readCall(inner: Unknowns, message: MessageDraft, which: { index?: unknown; id?: string | undefined }): void {
  message.call({ ...which, name: textAt(inner, "name"), arguments: textAt(inner, "arguments", "input") }, CALLS);
}
