/** Chat messages in OpenInference's flat form. */
import type { JsonObject } from "@heddle/core";
import type { ChatMessage, MessagePart } from "../reading/chat-message.ts";
import { defined } from "../reading/look.ts";
import { asText } from "./span-content.ts";

/**
 * The messages, each with the names that follow `llm.input_messages.0.` or `llm.output_messages.0.`. Answers of tools become
 * a message each, as OpenInference has one `message.tool_call_id` in a message.
 * https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md
 */
export function flatMessages(messages: readonly ChatMessage[]): readonly JsonObject[] {
  return messages.flatMap((message) => {
    const answers = message.parts.filter((part) => part.type === "tool_call_response").map(toolAnswer);
    const others = message.parts.filter(({ type }) => type !== "tool_call_response");
    return answers.length > 0 && others.length === 0 ? answers : [...answers, flatMessage(message, others)];
  });
}

type PartOf<Type extends MessagePart["type"]> = Extract<MessagePart, { type: Type }>;

function toolAnswer({ id, response }: PartOf<"tool_call_response">): JsonObject {
  return defined<JsonObject>({
    "message.role": "tool",
    "message.tool_call_id": id,
    "message.content": asText(response),
  });
}

function flatMessage({ role, name }: ChatMessage, parts: readonly MessagePart[]): JsonObject {
  const calls = parts.filter((part) => part.type === "tool_call");
  return {
    ...defined<JsonObject>({ "message.role": role, "message.name": name }),
    ...flatContents(parts.filter(({ type }) => type !== "tool_call")),
    ...numbered("message.tool_calls", calls.map(flatCall)),
  };
}

/** One text, as most messages are, takes one attribute. */
function flatContents(parts: readonly MessagePart[]): JsonObject {
  const [first] = parts;
  if (parts.length === 1 && first?.type === "text") return { "message.content": first.content };
  return numbered("message.contents", parts.map(flatContent));
}

function flatCall({ id, name, arguments: given = {} }: PartOf<"tool_call">): JsonObject {
  return defined<JsonObject>({
    "tool_call.id": id,
    "tool_call.function.name": name,
    "tool_call.function.arguments": asText(given),
  });
}

function flatContent(part: MessagePart): JsonObject {
  switch (part.type) {
    case "text":
    case "reasoning":
      return { "message_content.type": part.type, "message_content.text": part.content };
    case "uri":
    case "blob":
      return flatMedia(part) ?? flatOther(part);
    default:
      return flatOther(part);
  }
}

/** Documents and videos have no name there, and what was written by the conventions may lack the data. */
function flatMedia(part: PartOf<"uri"> | PartOf<"blob">): JsonObject | undefined {
  const { modality, mime_type: mimeType = "" } = part;
  const data = part.type === "uri" ? part.uri : part.content;
  if ((modality !== "image" && modality !== "audio") || typeof data !== "string") return undefined;
  const url = part.type === "uri" ? data : `data:${mimeType};base64,${data}`;
  return { "message_content.type": modality, [`message_content.${modality}.${modality}.url`]: url };
}

function flatOther(part: MessagePart): JsonObject {
  return { "message_content.type": part.type, "message_content.text": JSON.stringify(part) };
}

function numbered(name: string, items: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(
    items.flatMap((item, index) => Object.entries(item).map(([key, value]) => [`${name}.${index}.${key}`, value])),
  );
}
