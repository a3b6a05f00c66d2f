/** Reads chat messages, in whichever shape they come. */
import { textOf } from "@heddle/core/bridge";
import type { ChatMessage, MessagePart } from "./chat-message.ts";
import { defined, isObject, objectsAt, textAt, type Unknowns } from "./look.ts";
import { jsonOf, readPart, toolCall, toolResponse } from "./read-part.ts";

/**
 * The messages in what a model is given: a text, one message, a list of them, or a whole request. Known are OpenAI's (chat and
 * responses), Anthropic's, Gemini's, Bedrock's, the AI SDK's, LangChain's and the conventions' own. A text is the user's.
 */
export function readMessages(given: unknown): readonly ChatMessage[] {
  try {
    return messagesIn(given);
  } catch {
    // A getter that throws, a proxy: then it is what JSON can hold of it.
    return [{ role: "user", parts: [{ type: "generic", value: jsonOf(given) }] }];
  }
}

function messagesIn(given: unknown): readonly ChatMessage[] {
  if (given === undefined || given === null || given === "") return [];
  // A text that comes as tokens.
  if (Array.isArray(given) && typeof given[0] === "number") return [readMessage(given)];
  if (Array.isArray(given)) return eachOf(given, (message) => readMessage(message));
  return (isObject(given) && requestMessages(given)) || [readMessage(given)];
}

/** Where requests keep what the model is given. */
const conversationKeys = ["messages", "contents", "input", "prompt"];

/** Those of Cohere and the AI SDK that name their model keep texts to embed elsewhere. */
const keysBesideModel = [...conversationKeys, "texts", "values", "value"];

/** The messages of a whole request, what the system says first; `undefined` for what is none. */
export function requestMessages(given: Unknowns): readonly ChatMessage[] | undefined {
  if ("role" in given) return undefined;
  const keys = "model" in given ? keysBesideModel : conversationKeys;
  const key = keys.find((each) => given[each] !== undefined && given[each] !== null && !isTemplate(given[each]));
  if (key === undefined) return undefined;
  const config = isObject(given.config) ? given.config : {};
  const system = given.system ?? given.instructions ?? given.systemInstruction ?? given.system_instruction;
  return [...readSystem(system ?? config.systemInstruction), ...messagesIn(given[key])];
}

/** OpenAI's responses can name a prompt that is kept there. */
function isTemplate(prompt: unknown): boolean {
  return isObject(prompt) && "id" in prompt && !("role" in prompt);
}

/** One message. `role` is for one that does not say whose it is. */
export function readMessage(given: unknown, role = "user"): ChatMessage {
  if (!isObject(given)) return { role, parts: [readPart(given)] };
  const message = isObject(given.kwargs) ? { ...given.kwargs, type: classOf(given) } : given;
  const whose = roleOf(message, role);
  return defined<ChatMessage>({
    role: whose,
    parts: partsOf(message, whose),
    name: whose === "tool" || !("content" in message) ? undefined : textAt(message, "name"),
    finish_reason: textAt(message, "finish_reason"),
  });
}

/** Some keep what the system says beside the conversation. */
function readSystem(given: unknown): readonly ChatMessage[] {
  if (given === undefined || given === null) return [];
  if (isObject(given) && ("parts" in given || "content" in given)) return [{ ...readMessage(given), role: "system" }];
  return [{ role: "system", parts: Array.isArray(given) ? eachOf(given, readPart) : [readPart(given)] }];
}

const roles: Readonly<Record<string, string>> = {
  ai: "assistant",
  AIMessage: "assistant",
  AIMessageChunk: "assistant",
  custom_tool_call: "assistant",
  custom_tool_call_output: "tool",
  developer: "system",
  function: "tool",
  function_call: "assistant",
  function_call_output: "tool",
  human: "user",
  HumanMessage: "user",
  model: "assistant",
  reasoning: "assistant",
  SystemMessage: "system",
  ToolMessage: "tool",
};

export function roleOf(message: Unknowns, otherwise: string): string {
  const said = textAt(message, "role") ?? kindOf(message) ?? otherwise;
  return Object.hasOwn(roles, said) ? (roles[said] as string) : said;
}

/** LangChain's messages are instances, and OpenAI's items have a type in place of a role. */
function kindOf(message: Unknowns): string | undefined {
  const { getType = message._getType } = message;
  if (typeof getType === "function") return textOf(getType.call(message));
  const type = textAt(message, "type");
  return type !== undefined && (Object.hasOwn(roles, type) || type === "system" || type === "tool") ? type : undefined;
}

/** The class that a serialised message of LangChain's was of. */
function classOf({ id }: Unknowns): string {
  return Array.isArray(id) ? textOf(id.at(-1)) : "";
}

function partsOf(message: Unknowns, role: string): readonly MessagePart[] {
  if (role === "tool" && !Array.isArray(message.content) && !("parts" in message)) return [responseOf(message)];
  if (!("role" in message) && isPart(message)) return [readPart(message)];
  const reasoning = reasoningBeside(message);
  const refusal = textAt(message, "refusal") ?? transcriptOf(message);
  const parts = contentParts(message.parts ?? message.content);
  const calls = callsBeside(message, parts);
  if (reasoning !== undefined && reasoning !== "") parts.unshift({ type: "reasoning", content: reasoning });
  if (refusal !== undefined) parts.push({ type: "text", content: refusal });
  return calls.length === 0 ? parts : parts.concat(calls);
}

/** OpenAI's items of reasoning have content, as messages do. */
function isPart(message: Unknowns): boolean {
  return message.type === "reasoning" || (!("content" in message) && !("parts" in message));
}

/** What it thought and planned, where that stands beside the content. */
function reasoningBeside(message: Unknowns): string | undefined {
  const more = isObject(message.additional_kwargs) ? textAt(message.additional_kwargs, "reasoning_content") : undefined;
  return textAt(message, "reasoning_content", "reasoning", "thinking", "tool_plan", "toolPlan") ?? more;
}

/** What was said, of an answer that is sound. */
function transcriptOf({ audio }: Unknowns): string | undefined {
  return isObject(audio) ? textAt(audio, "transcript") : undefined;
}

function contentParts(content: unknown): MessagePart[] {
  if (content === undefined || content === null || content === "") return [];
  return Array.isArray(content) ? eachOf(content, readPart) : [readPart(content)];
}

/** Lists may have gaps, which map() leaves as they are. */
function eachOf<T>(list: readonly unknown[], read: (item: unknown) => T): T[] {
  const all: T[] = [];
  for (const item of list) all.push(read(item));
  return all;
}

function responseOf(message: Unknowns): MessagePart {
  const id = textAt(message, "tool_call_id", "call_id", "toolCallId");
  return toolResponse(id, message.output ?? message.content);
}

/** Calls that stand beside the content; LangChain and the AI SDK have them in both places. */
function callsBeside(message: Unknowns, content: readonly MessagePart[]): readonly MessagePart[] {
  if (!("tool_calls" in message || "toolCalls" in message || "function_call" in message)) return [];
  const calls = [message.function_call].filter(isObject);
  const inside = new Set(content.map((part) => ("id" in part ? part.id : undefined)));
  return [...objectsAt(message, "tool_calls"), ...objectsAt(message, "toolCalls"), ...calls].flatMap((call) => {
    const inner = [call.function, call.custom].find(isObject) ?? call;
    const id = textAt(call, "id", "toolCallId");
    if (id !== undefined && inside.has(id)) return [];
    return [toolCall(id, textAt(inner, "name", "toolName") ?? "", inner.arguments ?? inner.args ?? inner.input)];
  });
}
