/** Makes long inputs and outputs shorter where their meaning allows it. */
import type { Attributes, JsonValue } from "@heddle/core";
import { cutValue } from "@heddle/core/bridge";
import { names } from "../names.ts";
import type { ChatMessage } from "../reading/chat-message.ts";
import { jsonOf } from "../reading/read-part.ts";

/**
 * `attributes` with values of about `length` characters at most; JSON stays JSON. Of chat messages, only what they say counts, and
 * all of them stay.
 */
export function shortened(attributes: Attributes, length: number | undefined): Attributes {
  if (length === undefined) return attributes;
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, shorter(name, value, length)]));
}

function shorter(name: string, value: unknown, length: number): unknown {
  if (name === names.inputMimeType || name === names.outputMimeType) return value;
  const isConversation = name === names.inputMessages || name === names.outputMessages;
  return isConversation ? shorterMessages(value as readonly ChatMessage[], length) : cutValue(jsonOf(value), length);
}

/** The contents that a part can have. */
const contents: readonly string[] = ["content", "arguments", "response", "value"];

function shorterMessages(messages: readonly ChatMessage[], length: number): unknown {
  let left = length;
  const shorterContent = ([key, value]: [string, JsonValue]): [string, JsonValue] => {
    if (!contents.includes(key)) return [key, value];
    const short = cutValue(value, Math.max(0, left));
    left -= typeof value === "string" ? value.length : JSON.stringify(value).length;
    return [key, short];
  };
  return messages.map((message) => ({
    ...message,
    parts: message.parts.map((part) => Object.fromEntries(Object.entries(part).map(shorterContent))),
  }));
}
