/** Reads the events of OpenAI's responses. */
import { defined, isObject, textAt, type Unknowns } from "../look.ts";
import type { MessageDraft } from "../message-draft.ts";
import { readMessage } from "../read-messages.ts";
import { readPart } from "../read-part.ts";
import { readResponse } from "../read-response.ts";
import type { ResponseDraft } from "../response-draft.ts";

/** Whether it is one. https://platform.openai.com/docs/api-reference/responses-streaming */
export function readResponsesEvent(event: Unknowns, draft: ResponseDraft): boolean {
  const type = textAt(event, "type") ?? "";
  if (!type.startsWith("response.")) return false;
  if (isObject(event.response)) readWhole(event.response, draft);
  else if (isObject(event.item)) readItem(event.item, placeOf(event), type.endsWith(".done"), draft.message());
  else readPiece(type, event, draft.message());
  return true;
}

/** The last event brings all; it wins, unless it leaves out what was told before. */
function readWhole(response: Unknowns, draft: ResponseDraft): void {
  draft.about(response.id, response.model);
  draft.usage(response.usage);
  const whole = readResponse(response);
  const message = whole?.messages[0];
  if (whole === undefined || message === undefined) return;
  const told = draft.message();
  if (message.parts.length > 0) draft.replace(whole);
  else told.finish(message.finish_reason === "stop" && told.hasCall ? "tool_call" : message.finish_reason);
}

function readItem(item: Unknowns, place: number, isDone: boolean, message: MessageDraft): void {
  const key = keyOf(place);
  if (isDone) {
    readMessage(item, "assistant").parts.forEach((part, index) => {
      message.put(keyOf(place, index), place, part);
    });
  } else if (item.type === "reasoning") message.open(key, place, { type: "reasoning" }, "content");
  else if (item.type === "function_call" || item.type === "custom_tool_call") {
    const call = { id: textAt(item, "call_id"), name: textAt(item, "name") ?? "" };
    message.open(key, place, defined<Unknowns>({ type: "tool_call", ...call }), "arguments");
  } else if (item.type !== "message") message.put(key, place, readPart(item));
}

function readPiece(type: string, event: Unknowns, message: MessageDraft): void {
  const place = placeOf(event);
  const piece = textAt(event, "delta") ?? "";
  switch (type) {
    case "response.output_text.delta":
    case "response.refusal.delta":
      message.text(piece, keyOf(place, event.content_index), place);
      break;
    case "response.reasoning_text.delta":
    case "response.reasoning_summary_text.delta":
      message.reasoning(piece, keyOf(place), place);
      break;
    case "response.reasoning_summary_part.added":
      if (event.summary_index !== 0) message.reasoning("\n", keyOf(place), place);
      break;
    case "response.function_call_arguments.delta":
    case "response.custom_tool_call_input.delta":
      message.grow(keyOf(place), piece);
  }
}

function placeOf({ output_index: place }: Unknowns): number {
  return typeof place === "number" ? place : 0;
}

function keyOf(place: number, index: unknown = 0): string {
  return `item ${place}, ${String(index)}`;
}
