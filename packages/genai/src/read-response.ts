/** Reads what a model answered, in whichever shape it comes. */
import type { ChatMessage } from "./chat-message.ts";
import { defined, isObject, objectsAt, textAt, type Unknowns } from "./look.ts";
import { readMessage } from "./read-messages.ts";
import { readTokenUsage, type TokenUsage } from "./token-usage.ts";

/** What an answer says of itself; what it does not say is absent. */
export interface ModelResponse {
  readonly id?: string;
  /** The model that answered, which may be another one than was asked. */
  readonly model?: string;
  readonly messages: readonly ChatMessage[];
  /** One a message that has one: `stop`, `length`, `tool_call`, `content_filter`, `error`, or what a provider calls it. */
  readonly finishReasons: readonly string[];
  readonly usage?: TokenUsage;
}

/**
 * Known are the responses of OpenAI (chat, completions, responses), Anthropic, Gemini, Bedrock, the AI SDK and LangChain; a
 * text is the assistant's. `undefined` for what is no answer.
 */
export function readResponse(given: unknown): ModelResponse | undefined {
  try {
    return responseIn(given);
  } catch {
    // A getter that throws, a proxy: that is no answer of a model's.
    return undefined;
  }
}

function responseIn(given: unknown): ModelResponse | undefined {
  const messages = messagesIn(given);
  if (messages === undefined) return undefined;
  const response = isObject(given) ? given : {};
  const inner = isObject(response.response)
    ? response.response
    : isObject(response.response_metadata)
      ? response.response_metadata
      : {};
  return defined<ModelResponse>({
    id: textAt(response, "id", "responseId") ?? textAt(inner, "id"),
    model: textAt(response, "model", "modelVersion") ?? textAt(inner, "modelId", "model_name", "model"),
    messages,
    finishReasons: messages.flatMap(({ finish_reason: reason }) => (reason === undefined ? [] : [reason])),
    usage: readTokenUsage(given),
  });
}

function messagesIn(given: unknown): readonly ChatMessage[] | undefined {
  if (typeof given === "string") return [readMessage(given, "assistant")];
  if (!isObject(given)) return undefined;
  if (Array.isArray(given.choices)) return objectsAt(given, "choices").map(choice);
  if (Array.isArray(given.candidates)) return objectsAt(given, "candidates").map(candidate);
  if (Array.isArray(given.output)) return [itemsMessage(given)];
  if (isObject(given.output) && isObject(given.output.message)) {
    return [finished(readMessage(given.output.message, "assistant"), given.stopReason)];
  }
  if (Array.isArray(given.content) || "stop_reason" in given || "tool_calls" in given || "role" in given) {
    return [finished(readMessage(given, "assistant"), given.stop_reason ?? given.finishReason)];
  }
  return typeof given.text === "string" ? [textMessage(given, given.text)] : undefined;
}

/** Of a chat, or of a completion. */
function choice({ message, text, finish_reason: reason }: Unknowns): ChatMessage {
  return finished(readMessage(message ?? text ?? "", "assistant"), reason);
}

function candidate({ content, finishReason }: Unknowns): ChatMessage {
  return finished(readMessage(content ?? "", "assistant"), finishReason);
}

/** The items of OpenAI's responses are the parts of one answer. */
function itemsMessage(response: Unknowns): ChatMessage {
  const details = isObject(response.incomplete_details) ? response.incomplete_details : {};
  const parts = objectsAt(response, "output").flatMap((item) => readMessage(item, "assistant").parts);
  const hasCall = parts.some(({ type }) => type === "tool_call");
  return finished({ role: "assistant", parts }, details.reason ?? (hasCall ? "tool_calls" : response.status));
}

/** The AI SDK gives the text and the calls apart. */
function textMessage(result: Unknowns, text: string): ChatMessage {
  const calls = readMessage({ content: text, toolCalls: result.toolCalls }, "assistant");
  return finished(calls, result.finishReason);
}

const reasons: Readonly<Record<string, string>> = {
  completed: "stop",
  content_filtered: "content_filter",
  "content-filter": "content_filter",
  end_turn: "stop",
  function_call: "tool_call",
  guardrail_intervened: "content_filter",
  max_output_tokens: "length",
  max_tokens: "length",
  refusal: "content_filter",
  safety: "content_filter",
  stop_sequence: "stop",
  "tool-calls": "tool_call",
  tool_calls: "tool_call",
  tool_use: "tool_call",
};

/** With the reason in the conventions' words where they have one. */
function finished(message: ChatMessage, reason: unknown): ChatMessage {
  if (typeof reason !== "string" || reason === "") return message;
  const known = reason.toLowerCase();
  return { ...message, finish_reason: Object.hasOwn(reasons, known) ? (reasons[known] as string) : known };
}
