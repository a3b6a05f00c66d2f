/** Where a span keeps what went in and what came out. */
import type { Attributes } from "@heddle/core";
import { names } from "../names.ts";
import type { ChatMessage } from "../reading/chat-message.ts";
import { isObject } from "../reading/look.ts";
import { readMessages } from "../reading/read-messages.ts";
import { readResponse } from "../reading/read-response.ts";
import { ioOf } from "./io.ts";

/** One of the two sides. */
export type Side = "input" | "output";

/** Attributes for a value of one side. */
export type IoWriter = (side: Side, given: unknown) => Attributes;

/** Any value: `input.value`, `output.value`, and what it is. */
export const writeValue: IoWriter = (side, given) => {
  const { type, value } = ioOf(given);
  const isText = type === "text" || (type === "raw" && typeof value === "string");
  const [valueName, mimeName] =
    side === "input" ? [names.inputValue, names.inputMimeType] : [names.outputValue, names.outputMimeType];
  // A top-level null is no attribute; its JSON text is.
  return { [valueName]: value ?? "null", [mimeName]: isText ? "text/plain" : "application/json" };
};

/** What a model or an agent is told and says: chat messages where it is such, or a model's whole answer; else any value. */
export const writeMessages: IoWriter = (side, given) => {
  const { type, value } = ioOf(given);
  const answer = side === "output" && type === "json" ? readResponse(value)?.messages : undefined;
  if (answer !== undefined && answer.length > 0) return { [names.outputMessages]: answer.map(withFinishReason) };
  const isConversation = type === "text" || type === "chat_messages" || (type === "json" && holdsMessages(value));
  if (!isConversation || value === "") return writeValue(side, given);
  if (side === "input") return { [names.inputMessages]: readMessages(value) };
  const messages = readMessages(type === "text" ? { role: "assistant", content: value } : value);
  return { [names.outputMessages]: messages.map(withFinishReason) };
};

/** An output message must have one, or backends leave out all of them. */
function withFinishReason(message: ChatMessage): ChatMessage {
  const isCall = message.parts.some(({ type }) => type === "tool_call");
  return { ...message, finish_reason: message.finish_reason ?? (isCall ? "tool_call" : "stop") };
}

/** What a tool is given and gives back. */
export const writeToolCall: IoWriter = (side, given) => ({
  [side === "input" ? names.toolArguments : names.toolResult]: ioOf(given).value ?? "null",
});

/** What is searched for; what is found is in the documents, or any value. */
export const writeRetrieval: IoWriter = (side, given) => {
  const { type, value } = ioOf(given);
  return side === "input" && type === "text" ? { [names.retrievalQuery]: value } : writeValue(side, given);
};

function holdsMessages(value: unknown): boolean {
  if (!isObject(value)) return false;
  try {
    return typeof value.role === "string" || Array.isArray(value.messages) || Array.isArray(value.contents);
  } catch {
    // A getter that throws.
    return false;
  }
}
