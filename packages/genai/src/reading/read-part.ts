/** Reads one part of a message, in whichever shape it comes. */
import type { JsonValue } from "@heddle/core";
import { jsonAttributes } from "@heddle/core/bridge";
import type { MessagePart } from "./chat-message.ts";
import { defined, isObject, parsed, textAt, type Unknowns } from "./look.ts";
import { readMedia } from "./read-media.ts";

/** The part that `given` is, a block of OpenAI's, Anthropic's, Gemini's, Bedrock's, the AI SDK's or the conventions' own. */
export function readPart(given: unknown): MessagePart {
  if (typeof given === "string") return { type: "text", content: given };
  if (!isObject(given)) return { type: "generic", value: jsonOf(given) };
  return readTyped(given, textAt(given, "type") ?? "") ?? readKeyed(given) ?? { type: "generic", value: jsonOf(given) };
}

/** A call of a tool. Arguments that are JSON text are what it says. */
export function toolCall(id: string | undefined, name: string, args: unknown): MessagePart {
  const given = typeof args === "string" ? parsed(args) : args;
  return defined<MessagePart>({
    type: "tool_call",
    id,
    name,
    arguments: given === undefined ? undefined : jsonOf(given),
  });
}

/** What a tool gave back. */
export function toolResponse(id: string | undefined, response: unknown): MessagePart {
  return defined<MessagePart>({ type: "tool_call_response", id, response: jsonOf(response ?? null) });
}

function readTyped(given: Unknowns, type: string): MessagePart | undefined {
  switch (type) {
    case "text":
    case "input_text":
    case "output_text":
    case "refusal":
      return { type: "text", content: textAt(given, "text", "content", "refusal") ?? "" };
    case "thinking":
    case "reasoning":
      return { type: "reasoning", content: reasoningOf(given) };
    case "tool_call":
    case "tool_use":
    case "tool-call":
    case "function_call":
    case "custom_tool_call":
    case "function":
      return readToolCall(given);
    case "tool_call_response":
    case "tool_result":
    case "tool-result":
    case "tool-error":
    case "function_call_output":
    case "custom_tool_call_output":
      return readToolResponse(given);
    case "generic":
      return "value" in given ? { type, value: jsonOf(given.value) } : undefined;
    case "uri":
    case "file":
    case "blob":
      return typeof given.modality === "string" ? (jsonOf(given) as unknown as MessagePart) : readMedia(given, type);
    default:
      return readMedia(given, type);
  }
}

/** Some give several texts, as OpenAI does for a summary. */
function reasoningOf(given: Unknowns): string {
  const lists = [given.summary, given.content, given.thinking].filter((list) => Array.isArray(list));
  const texts = lists.find((list) => list.length > 0) ?? lists[0];
  if (texts === undefined) return textAt(given, "content", "thinking", "text", "reasoning") ?? "";
  return texts.map((part) => (isObject(part) ? (textAt(part, "text") ?? "") : "")).join("\n");
}

function readToolCall(given: Unknowns): MessagePart {
  const inner = isObject(given.function) ? given.function : given;
  const id = textAt(given, "call_id", "toolCallId", "id");
  const name = textAt(inner, "name", "toolName") ?? "";
  return toolCall(id, name, inner.arguments ?? inner.input ?? inner.args);
}

function readToolResponse(given: Unknowns): MessagePart {
  const id = textAt(given, "tool_use_id", "call_id", "toolCallId", "id");
  return toolResponse(id, given.response ?? outputOf(given) ?? given.content ?? given.result ?? given.error);
}

/** The AI SDK says of which kind an output is. */
function outputOf({ output }: Unknowns): unknown {
  return isObject(output) && "type" in output && "value" in output ? output.value : output;
}

/** Gemini's and Bedrock's parts have no type: the key says what it is. */
function readKeyed(given: Unknowns): MessagePart | undefined {
  const { text, functionCall: call, functionResponse: response, toolUse, toolResult, reasoningContent } = given;
  if (typeof text === "string") return { type: given.thought === true ? "reasoning" : "text", content: text };
  if (isObject(call)) return toolCall(textAt(call, "id"), textAt(call, "name") ?? "", call.args);
  if (isObject(response)) return toolResponse(textAt(response, "id"), response.response);
  if (isObject(toolUse)) return toolCall(textAt(toolUse, "toolUseId"), textAt(toolUse, "name") ?? "", toolUse.input);
  if (isObject(toolResult)) return toolResponse(textAt(toolResult, "toolUseId"), toolResult.content);
  if (isObject(reasoningContent) && isObject(reasoningContent.reasoningText)) {
    return { type: "reasoning", content: textAt(reasoningContent.reasoningText, "text") ?? "" };
  }
  const media = [given.inlineData, given.fileData].find(isObject);
  return media && readMedia(media, "document");
}

/** Whatever it is, JSON can hold it. */
export function jsonOf(value: unknown): JsonValue {
  return jsonAttributes({ value }).value ?? null;
}
