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
  if (Array.isArray(given)) return given.map((message) => readMessage(message));
  if (!isObject(given)) return [readMessage(given)];
  const list = ["messages", "contents", "input", "prompt"].find((key) => key in given && !("role" in given));
  if (list === undefined) return [readMessage(given)];
  const system = given.system ?? given.instructions ?? given.systemInstruction ?? given.system_instruction;
  return [...readSystem(system), ...messagesIn(given[list])];
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
  if (isObject(given) && "parts" in given) return [{ ...readMessage(given), role: "system" }];
  const parts = Array.isArray(given) ? given.map(readPart) : [readPart(given)];
  return [{ role: "system", parts }];
}

const roles: Readonly<Record<string, string>> = {
  ai: "assistant",
  AIMessage: "assistant",
  AIMessageChunk: "assistant",
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

function roleOf(message: Unknowns, otherwise: string): string {
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
  if (!("role" in message) && !("content" in message) && !("parts" in message)) return [readPart(message)];
  const reasoning = textAt(message, "reasoning_content", "reasoning");
  const content = message.parts ?? message.content;
  return [
    ...(reasoning === undefined ? [] : [{ type: "reasoning" as const, content: reasoning }]),
    ...contentParts(content),
    ...callsOf(message),
  ];
}

function contentParts(content: unknown): readonly MessagePart[] {
  if (content === undefined || content === null || content === "") return [];
  return Array.isArray(content) ? content.map(readPart) : [readPart(content)];
}

function responseOf(message: Unknowns): MessagePart {
  const id = textAt(message, "tool_call_id", "call_id", "toolCallId");
  return toolResponse(id, message.output ?? message.content);
}

/** Calls that stand beside the content. */
function callsOf(message: Unknowns): readonly MessagePart[] {
  return [...objectsAt(message, "tool_calls"), ...objectsAt(message, "toolCalls")].map((call) => {
    const inner = isObject(call.function) ? call.function : call;
    const name = textAt(inner, "name", "toolName") ?? "";
    return toolCall(textAt(call, "id", "toolCallId"), name, inner.arguments ?? inner.args ?? inner.input);
  });
}
