/** Writes messages of the GenAI conventions as OpenInference's flat attributes. */
import type { JsonObject, JsonValue } from "@heddle/core";
import { objectsIn, parsedJson } from "./json-objects.ts";

/** `llm.input_messages.0.message.role`, …, of a list of messages or its JSON; nothing of anything else. */
export function flatMessages(prefix: string, messages: JsonValue | undefined): JsonObject {
  const flat: Record<string, JsonValue> = {};
  for (const [index, message] of objectsIn(typeof messages === "string" ? parsedJson(messages) : messages).entries()) {
    const into = `${prefix}.${index}.message`;
    if (typeof message.role === "string") flat[`${into}.role`] = message.role;
    const parts = objectsIn(message.parts);
    const texts = parts.flatMap(({ type, content }) =>
      type === "text" && typeof content === "string" ? [content] : [],
    );
    if (texts.length > 0) flat[`${into}.content`] = texts.join("\n");
    for (const [at, call] of parts.filter(({ type }) => type === "tool_call").entries()) {
      Object.assign(flat, flatCall(`${into}.tool_calls.${at}.tool_call`, call));
    }
    for (const { type, id, response } of parts) {
      if (type !== "tool_call_response") continue;
      if (typeof id === "string") flat[`${into}.tool_call_id`] = id;
      if (response !== undefined) flat[`${into}.content`] = textOf(response);
    }
  }
  return flat;
}

function flatCall(into: string, { id, name, arguments: given }: JsonObject): JsonObject {
  return {
    ...(typeof id === "string" && { [`${into}.id`]: id }),
    ...(typeof name === "string" && { [`${into}.function.name`]: name }),
    ...(given !== undefined && { [`${into}.function.arguments`]: textOf(given) }),
  };
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
