/** Reads what a model answered, in whichever shape it comes. */
import type { ChatMessage } from "./chat-message.ts";
import { finishReason } from "./finish-reason.ts";
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
 * Known are the responses of OpenAI (chat, completions, responses), Anthropic, Gemini, Bedrock, Cohere, Ollama, the AI SDK and
 * LangChain, and of those who speak like them; a text is the assistant's. Of several steps, each is a message. `undefined` for
 * what is no answer.
 */
export function readResponse(given: unknown): ModelResponse | undefined {
  try {
    return responseIn(unwrapped(given));
  } catch {
    // A getter that throws, a proxy: that is no answer of a model's.
    return undefined;
  }
}

function responseIn(given: unknown): ModelResponse | undefined {
  const messages = messagesIn(given);
  if (messages === undefined) return undefined;
  const response = isObject(given) ? given : {};
  const inner = [response.response, metadataOf(response)].find(isObject) ?? {};
  return defined<ModelResponse>({
    id: textAt(response, "id", "responseId") ?? textAt(inner, "id"),
    model: textAt(response, "model", "modelVersion") ?? textAt(inner, "modelId", "model_name", "model"),
    messages,
    finishReasons: messages.flatMap(({ finish_reason: reason }) => (reason === undefined ? [] : [reason])),
    usage: readTokenUsage(given),
  });
}

/** LangChain's messages in JSON are wrapped, and what the clients' `withResponse()` gives. */
function unwrapped(given: unknown): unknown {
  if (!isObject(given)) return given;
  if (isObject(given.data) && "response" in given && "request_id" in given) return given.data;
  return "lc" in given && isObject(given.kwargs) ? { type: "ai", ...given.kwargs } : given;
}

/** What LangChain's message, or its first one, says of its answer. */
function metadataOf(response: Unknowns): unknown {
  if (isObject(response.response_metadata)) return response.response_metadata;
  const message = generationsOf(response)[0]?.message;
  return isObject(message) ? message.response_metadata : undefined;
}

function messagesIn(given: unknown): readonly ChatMessage[] | undefined {
  if (typeof given === "string") return [readMessage(given, "assistant")];
  if (!isObject(given)) return undefined;
  if (Array.isArray(given.choices)) return objectsAt(given, "choices").map(choice);
  if (Array.isArray(given.candidates)) return objectsAt(given, "candidates").map(candidate);
  if (isObject(given.promptFeedback)) return [blocked(given.promptFeedback)];
  if (Array.isArray(given.output)) return [itemsMessage(given)];
  if (Array.isArray(given.generations)) return generationsOf(given).map(generation);
  if (Array.isArray(given.steps)) return objectsAt(given, "steps").map(ownMessage);
  if (isObject(given.output) && isObject(given.output.message)) {
    return [finished(readMessage(given.output.message, "assistant"), given.stopReason)];
  }
  if (Array.isArray(given.content) || "stop_reason" in given || "tool_calls" in given || "role" in given) {
    return [ownMessage(given)];
  }
  if (isObject(given.message)) return [finished(readMessage(given.message, "assistant"), reasonOf(given))];
  const text = textAt(given, "text", "response");
  return text === undefined ? undefined : [textMessage(given, text)];
}

/** Of a chat, or of a completion. */
function choice({ message, text, finish_reason: reason, finishReason: same }: Unknowns): ChatMessage {
  return finished(readMessage(message ?? text ?? "", "assistant"), reason ?? same);
}

function candidate({ content, finishReason: reason }: Unknowns): ChatMessage {
  return finished(content === undefined ? empty : readMessage(content, "assistant"), reason);
}

const empty: ChatMessage = { role: "assistant", parts: [] };

/** Gemini answers nothing at all to a prompt that it does not let pass. */
function blocked({ blockReason: reason }: Unknowns): ChatMessage {
  return finished(empty, reason === undefined ? undefined : "content_filter");
}

/** The items of OpenAI's responses are the parts of one answer. */
function itemsMessage(response: Unknowns): ChatMessage {
  const details = isObject(response.incomplete_details) ? response.incomplete_details : {};
  const parts = objectsAt(response, "output").flatMap((item) => readMessage(item, "assistant").parts);
  const hasCall = response.status !== "failed" && parts.some(({ type }) => type === "tool_call");
  return finished({ role: "assistant", parts }, details.reason ?? (hasCall ? "tool_calls" : response.status));
}

/** LangChain has a list for each prompt. */
function generationsOf(result: Unknowns): readonly Unknowns[] {
  if (!Array.isArray(result.generations)) return [];
  const generations = result.generations.flat().filter(isObject);
  return generations.map((each) => ({ ...each, message: unwrapped(each.message) }));
}

function generation({ message, text, generationInfo: info }: Unknowns): ChatMessage {
  const reason = isObject(info) ? info.finish_reason : undefined;
  if (isObject(message)) return finished(ownMessage(message), reason);
  return finished(readMessage(text ?? "", "assistant"), reason);
}

/** An answer that is its own message. */
function ownMessage(given: Unknowns): ChatMessage {
  return finished(readMessage(given, "assistant"), reasonOf(given));
}

/** The AI SDK, and Cohere of before, give the text and the calls apart. */
function textMessage(result: Unknowns, text: string): ChatMessage {
  const { toolCalls, reasoningText, thinking } = result;
  return finished(
    readMessage({ content: text, toolCalls, reasoning: reasoningText ?? thinking }, "assistant"),
    reasonOf(result),
  );
}

/** Wherever an answer with one message says why it ended. */
export function reasonOf(given: Unknowns): unknown {
  const more = [given.response_metadata, given.additional_kwargs].filter(isObject);
  const keys = ["stop_reason", "finish_reason", "finishReason", "done_reason", "stopReason"];
  const places = [given, ...more].flatMap((place) => keys.map((key) => place[key]));
  return places.find((reason) => reason !== undefined && reason !== null);
}

function finished(message: ChatMessage, given: unknown): ChatMessage {
  const reason = finishReason(given);
  return reason === undefined ? message : { ...message, finish_reason: reason };
}
