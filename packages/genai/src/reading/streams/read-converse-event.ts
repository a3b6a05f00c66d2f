/** Reads the events of Bedrock's ConverseStream. */
import { defined, isObject, textAt, type Unknowns } from "../look.ts";
import type { MessageDraft } from "../message-draft.ts";
import { readPart } from "../read-part.ts";
import type { ResponseDraft } from "../response-draft.ts";

/** Whether it is one. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html */
export function readConverseEvent(event: Unknowns, draft: ResponseDraft): boolean {
  const { contentBlockStart: start, contentBlockDelta: delta, messageStop: stop, metadata } = event;
  if (isObject(start)) openBlock(start, draft.message());
  else if (isObject(delta)) readDelta(delta, draft.message());
  else if (isObject(stop)) draft.message().finish(stop.stopReason);
  else if (isObject(metadata) && isObject(metadata.usage)) draft.usage(metadata.usage);
  else if (Object.keys(event).some((key) => key.endsWith("Exception"))) draft.fail();
  else return "messageStart" in event || "contentBlockStop" in event;
  return true;
}

function openBlock({ start, contentBlockIndex }: Unknowns, message: MessageDraft): void {
  if (!isObject(start) || !isObject(start.toolUse)) return;
  const call = { id: textAt(start.toolUse, "toolUseId"), name: textAt(start.toolUse, "name") ?? "", arguments: {} };
  const place = placeOf(contentBlockIndex);
  message.open(keyOf(place), place, defined<Unknowns>({ type: "tool_call", ...call }), "arguments");
}

function readDelta({ delta, contentBlockIndex }: Unknowns, message: MessageDraft): void {
  if (!isObject(delta)) return;
  const place = placeOf(contentBlockIndex);
  const key = keyOf(place);
  const { text, toolUse, reasoningContent: reasoning } = delta;
  if (typeof text === "string") message.text(text, key, place);
  else if (isObject(toolUse)) message.grow(key, textAt(toolUse, "input") ?? "");
  else if (isObject(reasoning) && !("redactedContent" in reasoning)) {
    message.reasoning(textAt(reasoning, "text") ?? "", key, place);
  } else if (!("citation" in delta)) message.put(key, place, readPart(delta));
}

function placeOf(index: unknown): number {
  return typeof index === "number" ? index : 0;
}

function keyOf(place: number): string {
  return `block ${place}`;
}
