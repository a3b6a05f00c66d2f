/** Reads one part of a message, in whichever shape it comes. */
import type { JsonValue } from "@heddle/core";
import { jsonAttributes } from "@heddle/core/bridge";
import type { MessagePart } from "./chat-message.ts";
import { defined, isObject, parsed, textAt, type Unknowns } from "./look.ts";

/** The part that `given` is, a block of OpenAI's, Anthropic's, Gemini's, the AI SDK's or the conventions' own. */
export function readPart(given: unknown): MessagePart {
  if (typeof given === "string") return { type: "text", content: given };
  if (!isObject(given)) return { type: "generic", value: jsonOf(given) };
  return (
    readTyped(given, textAt(given, "type") ?? "") ?? readGemini(given) ?? { type: "generic", value: jsonOf(given) }
  );
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
    case "function":
      return readToolCall(given);
    case "tool_call_response":
    case "tool_result":
    case "tool-result":
    case "function_call_output":
      return readToolResponse(given);
    default:
      return readMedia(given, type);
  }
}

/** OpenAI gives a summary of several texts. */
function reasoningOf(given: Unknowns): string {
  const summary = given.summary;
  if (Array.isArray(summary))
    return summary.map((part) => (isObject(part) ? (textAt(part, "text") ?? "") : "")).join("\n");
  return textAt(given, "content", "thinking", "text") ?? "";
}

function readToolCall(given: Unknowns): MessagePart {
  const inner = isObject(given.function) ? given.function : given;
  const id = textAt(given, "call_id", "toolCallId", "id");
  const name = textAt(inner, "name", "toolName") ?? "";
  return toolCall(id, name, inner.arguments ?? inner.input ?? inner.args);
}

function readToolResponse(given: Unknowns): MessagePart {
  const id = textAt(given, "tool_use_id", "call_id", "toolCallId", "id");
  return toolResponse(id, given.response ?? given.output ?? given.content ?? given.result);
}

/** Images, sounds and documents: what they hold is not looked into. */
function readMedia(given: Unknowns, type: string): MessagePart | undefined {
  if (type === "uri" || type === "file" || type === "blob") return jsonOf(given) as unknown as MessagePart;
  const modality = /image|audio|video/.exec(type)?.[0] ?? (/document|file/.test(type) ? "document" : undefined);
  if (modality === undefined) return undefined;
  const source = isObject(given.source) ? given.source : given;
  const mimeType = textAt(source, "media_type", "mediaType", "mimeType", "mime_type");
  const uri = isObject(given.image_url) ? textAt(given.image_url, "url") : textAt(given, "image_url");
  const address = uri ?? textAt(source, "url", "uri", "fileUri", "file_url");
  if (address !== undefined) return defined<MessagePart>({ type: "uri", modality, mime_type: mimeType, uri: address });
  const fileId = textAt(source, "file_id", "fileId");
  if (fileId !== undefined)
    return defined<MessagePart>({ type: "file", modality, mime_type: mimeType, file_id: fileId });
  const content = textAt(source, "data", "image", "file_data");
  return content === undefined
    ? undefined
    : defined<MessagePart>({ type: "blob", modality, mime_type: mimeType, content });
}

/** Gemini's parts have no type: the key says what it is. */
function readGemini(given: Unknowns): MessagePart | undefined {
  const { text, functionCall: call, functionResponse: response, inlineData: data, fileData: file } = given;
  if (typeof text === "string") return { type: given.thought === true ? "reasoning" : "text", content: text };
  if (isObject(call)) return toolCall(textAt(call, "id"), textAt(call, "name") ?? "", call.args);
  if (isObject(response)) return toolResponse(textAt(response, "id"), response.response);
  const media = isObject(data) ? data : file;
  if (!isObject(media)) return undefined;
  return readMedia(media, /^(image|audio|video)/.exec(textAt(media, "mimeType") ?? "")?.[0] ?? "document");
}

/** Whatever it is, JSON can hold it. */
export function jsonOf(value: unknown): JsonValue {
  return jsonAttributes({ value }).value ?? null;
}
