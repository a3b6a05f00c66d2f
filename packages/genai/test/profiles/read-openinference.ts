/** Reads OpenInference's attributes as the backends do that show them. */
import type { JsonObject, JsonValue } from "@heddle/core";

/** One message, whichever of its two forms the content is in. */
export interface ShownMessage {
  readonly role: JsonValue | undefined;
  readonly contents: readonly (readonly [type: JsonValue | undefined, text: JsonValue | undefined])[];
  readonly calls: readonly (readonly (JsonValue | undefined)[])[];
  readonly callId?: JsonValue;
}

/** The messages at `llm.input_messages` or `llm.output_messages`. */
export function shownMessages(attributes: JsonObject, name: string): readonly ShownMessage[] {
  return indexed(attributes, name).map((message) => {
    const { "message.content": content, "message.tool_call_id": callId } = message;
    const contents = indexed(message, "message.contents").map(
      (part) => [part["message_content.type"], part["message_content.text"]] as const,
    );
    return {
      role: message["message.role"],
      contents: content === undefined ? contents : [["text", content]],
      calls: indexed(message, "message.tool_calls").map((call) => [
        call["tool_call.id"],
        call["tool_call.function.name"],
        call["tool_call.function.arguments"],
      ]),
      ...(callId !== undefined && { callId }),
    };
  });
}

/** The items of a list, in order; a hole in it is an error. */
export function indexed(attributes: JsonObject, name: string): readonly JsonObject[] {
  const items: Record<string, JsonValue>[] = [];
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith(`${name}.`)) continue;
    const [index = ""] = key.slice(name.length + 1).split(".", 1);
    const item = items[Number(index)] ?? {};
    items[Number(index)] = { ...item, [key.slice(name.length + index.length + 2)]: value };
  }
  if (Object.keys(items).length !== items.length) throw new Error(`${name} has holes: ${Object.keys(items)}`);
  return items;
}
