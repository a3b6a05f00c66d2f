/** Reads the events of Anthropic's messages. */
import { isObject, objectsAt, textAt, type Unknowns } from "../look.ts";
import type { MessageDraft } from "../message-draft.ts";
import { jsonOf } from "../read-part.ts";
import type { ResponseDraft } from "../response-draft.ts";

/** Whether it is one. https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export function readAnthropicEvent(event: Unknowns, draft: ResponseDraft): boolean {
  const index = typeof event.index === "number" ? event.index : 0;
  switch (event.type) {
    case "message_start":
      if (isObject(event.message)) readStart(event.message, draft);
      return true;
    case "content_block_start":
      if (isObject(event.content_block)) openBlock(event.content_block, index, draft.message());
      return true;
    case "content_block_delta":
      if (isObject(event.delta)) readDelta(event.delta, index, draft.message());
      return true;
    case "message_delta":
      draft.usage(event.usage);
      if (isObject(event.delta)) draft.message().finish(event.delta.stop_reason);
      return true;
    default:
      return event.type === "content_block_stop" || event.type === "message_stop";
  }
}

function readStart(message: Unknowns, draft: ResponseDraft): void {
  draft.about(message.id, message.model);
  draft.usage(message.usage);
  objectsAt(message, "content").forEach((block, index) => {
    openBlock(block, index, draft.message());
  });
}

function openBlock(block: Unknowns, index: number, message: MessageDraft): void {
  const key = `block ${index}`;
  if (block.type === "text" || block.type === "thinking") {
    const type = block.type === "text" ? "text" : "reasoning";
    message.open(key, index, { type }, "content");
    message.grow(key, textAt(block, "text", "thinking") ?? "");
  } else if (block.type === "tool_use") {
    const call = { id: textAt(block, "id"), name: textAt(block, "name") ?? "", arguments: jsonOf(block.input ?? {}) };
    message.open(key, index, { type: "tool_call", ...call }, "arguments");
  } else message.open(key, index, jsonOf(block) as Unknowns, "input");
}

/** A signature or a citation is no text. */
function readDelta(delta: Unknowns, index: number, message: MessageDraft): void {
  const key = `block ${index}`;
  switch (delta.type) {
    case "text_delta":
      message.text(textAt(delta, "text") ?? "", key, index);
      break;
    case "thinking_delta":
      message.reasoning(textAt(delta, "thinking") ?? "", key, index);
      break;
    case "input_json_delta":
      message.grow(key, textAt(delta, "partial_json") ?? "");
  }
}
