/** Reads the events of Cohere's chats, as they are sent and as its client spells them. */
import { isObject, textAt, type Unknowns } from "../look.ts";
import type { MessageDraft } from "../message-draft.ts";
import type { ResponseDraft } from "../response-draft.ts";

/** The order of the parts of such an answer. */
const CONTENT = 1;
const CALLS = 2;

/** Whether it is one. https://docs.cohere.com/v2/reference/chat-stream */
export function readCohereEvent(event: Unknowns, draft: ResponseDraft): boolean {
  const delta = isObject(event.delta) ? event.delta : {};
  switch (event.type) {
    case "message-start":
      draft.about(event.id, undefined);
      return true;
    case "content-start":
    case "content-delta":
    case "tool-plan-delta":
    case "tool-call-start":
      readMessage(delta.message, event.index, draft.message());
      return true;
    case "tool-call-delta":
      if ("toolCallId" in event) return false;
      readMessage(delta.message, event.index, draft.message());
      return true;
    case "message-end":
      draft.usage(delta.usage);
      draft.message().finish(delta.finish_reason ?? delta.finishReason);
      return true;
    default:
      return /^(content-end|tool-call-end|citation-)/.test(textAt(event, "type") ?? "");
  }
}

function readMessage(given: unknown, index: unknown, message: MessageDraft): void {
  if (!isObject(given)) return;
  message.reasoning(textAt(given, "tool_plan", "toolPlan") ?? "");
  const { content } = given;
  const call = given.tool_calls ?? given.toolCalls;
  if (isObject(content)) {
    message.reasoning(textAt(content, "thinking") ?? "", `content ${String(index)}`, CONTENT);
    message.text(textAt(content, "text") ?? "", `content ${String(index)}`, CONTENT);
  }
  if (!isObject(call)) return;
  const inner = isObject(call.function) ? call.function : {};
  const piece = { name: textAt(inner, "name"), arguments: textAt(inner, "arguments") };
  message.call({ index, id: textAt(call, "id"), ...piece }, CALLS);
}
