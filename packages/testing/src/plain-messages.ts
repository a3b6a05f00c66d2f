/** Brings conversations into one form, so that the same words are the same, whoever wrote them down. */
import type { JsonObject, JsonValue } from "@heddle/core";
import { canonicalJson, parsedJson } from "@heddle/reader";

/** What somebody said, or what came of a tool. Ids are left out: models make them up anew. */
export interface PlainMessage {
  readonly role: string;
  readonly text: string;
  readonly toolCalls: readonly Omit<AskedCall, "id">[];
  /** What is in it beside. */
  readonly others: readonly JsonValue[];
}

/** A call of a tool that a model has asked for. */
export interface AskedCall {
  /** Absent where it was not recorded. */
  readonly id?: string;
  readonly name: string;
  readonly arguments: JsonValue;
}

/**
 * `input` as a conversation: a text is what the user says. The forms that are known are those of OpenTelemetry's GenAI
 * conventions (`parts`), of OpenAI (chat and responses), of Anthropic and of the AI SDK (`content`), of Gemini and of Bedrock, and
 * the bodies of requests that hold such. What is none of these stays what it is. What a model only thought is left out.
 */
export function plainMessages(input: JsonValue): readonly PlainMessage[] | JsonValue {
  const messages = messagesIn(input);
  if (messages === undefined) return input;
  const plain = messages.map((message) => {
    const { text, ...others } = plainMessage(message);
    return { ...others, text: canonicalText(text), toolCalls: others.toolCalls.map(withoutId) };
  });
  return plain.filter(({ role, text, toolCalls, others }) => {
    return (role !== "assistant" && role !== "system") || text !== "" || toolCalls.length + others.length > 0;
  });
}

function messagesIn(input: JsonValue): JsonObject[] | undefined {
  if (typeof input === "string") return [{ role: "user", content: input }];
  if (isObject(input) && input.role === undefined) return messagesInRequest(input);
  const messages = Array.isArray(input) ? input.map(itemMessage) : [input];
  return messages.every(isMessage) ? messages : undefined;
}

/** Some requests tell the model what it is apart from the conversation. */
function messagesInRequest({ messages, contents, prompt, input: given, ...request }: JsonObject) {
  const input = given ?? messages ?? contentMessages(contents) ?? prompt;
  const conversation = typeof input === "string" || Array.isArray(input) ? messagesIn(input) : undefined;
  const system = systemOf(request);
  return conversation && [...(system ? [{ role: "system", content: system }] : []), ...conversation];
}

/** Gemini's contents need not be a list, nor say whose they are. */
function contentMessages(contents: JsonValue | undefined): JsonValue | undefined {
  if (contents === undefined || contents === null) return undefined;
  return listOf(contents).map((content) =>
    isObject(content) && "parts" in content ? { role: "user", ...content } : { role: "user", parts: [content] },
  );
}

function systemOf({ system, instructions, systemInstruction, system_instruction, config }: JsonObject) {
  const inConfig = isObject(config) ? config.systemInstruction : undefined;
  const said = system ?? instructions ?? systemInstruction ?? system_instruction ?? inConfig;
  return isObject(said) && "parts" in said ? said.parts : said;
}

/** OpenAI's responses have calls, and what came of them, beside the messages. */
function itemMessage(item: JsonValue): JsonValue {
  const role = isObject(item) && item.role === undefined ? itemRoles[String(item.type)] : undefined;
  return role === undefined ? item : { role, content: [item] };
}

const itemRoles: Readonly<Record<string, string>> = {
  function_call: "assistant",
  function_call_output: "tool",
  reasoning: "assistant",
};

/** Whether it is one that `plainMessages` knows the form of, and that has begun. */
export function isConversation(messages: readonly PlainMessage[] | JsonValue): messages is readonly PlainMessage[] {
  return Array.isArray(messages) && messages.length > 0 && messages.every((each) => isObject(each) && "others" in each);
}

/** What a model said, in words, in whatever form its answer was recorded. Empty where it said none. */
export function answerText(output: JsonValue | undefined): string {
  if (typeof output === "string") return output;
  const messages = Array.isArray(output) ? output : [output];
  return messages.map((message) => (isMessage(message) ? plainMessage(message).text : "")).join("");
}

/** The calls of tools that a model asked for, in whatever form its answer was recorded. */
export function answerCalls(output: JsonValue | undefined): readonly AskedCall[] {
  const messages = Array.isArray(output) ? output : [output];
  return messages.flatMap((message) => (isMessage(message) ? plainMessage(message).toolCalls : []));
}

/** What a tool has given is recorded as data or as text, with spaces or without. */
function canonicalText(text: string): string {
  return parsedJson(text) === undefined ? text : canonicalJson(text);
}

function withoutId({ name, arguments: given }: AskedCall): Omit<AskedCall, "id"> {
  return { name, arguments: given };
}

function plainMessage(message: JsonObject): PlainMessage & { readonly toolCalls: readonly AskedCall[] } {
  const { role, content, parts = content, tool_calls, toolCalls = tool_calls } = message;
  const given = [
    ...(typeof parts === "string" ? [{ type: "text", text: parts }] : listOf(parts)),
    ...listOf(toolCalls),
  ];
  const pieces = given.map(typed).filter((piece) => piece !== null && !isThought(piece));
  const texts = pieces.flatMap((piece) => textIn(piece) ?? []);
  const calls = pieces.flatMap((piece) => callIn(piece) ?? []);
  const others = pieces.filter((piece) => textIn(piece) === undefined && callIn(piece) === undefined);
  return {
    role: roles.get(role) ?? (role as string),
    text: texts.join("\n"),
    toolCalls: calls,
    others: others.map(withoutIds),
  };
}

/** Where they are called otherwise. */
const roles: ReadonlyMap<unknown, string> = new Map([
  ["developer", "system"],
  ["function", "tool"],
  ["model", "assistant"],
]);

/** Gemini's and Bedrock's parts have no type: the key says what they are. */
function typed(piece: JsonValue): JsonValue {
  if (!isObject(piece) || piece.type !== undefined) return piece;
  const { text, thought, reasoningContent, functionCall: call = piece.toolUse, functionResponse, toolResult } = piece;
  if (thought === true || isObject(reasoningContent)) return { type: "reasoning" };
  if (typeof text === "string") return { type: "text", text };
  if (isObject(call)) return { type: "tool_call", ...call };
  if (isObject(functionResponse)) return { type: "tool_call_response", response: functionResponse.response ?? null };
  return isObject(toolResult) ? { type: "tool_call_response", response: toolResult.content ?? null } : piece;
}

function isThought(piece: JsonValue): boolean {
  return isObject(piece) && /^(reasoning|(redacted_)?thinking)$/.test(String(piece.type));
}

function textIn(piece: JsonValue): string | undefined {
  if (!isObject(piece)) return typeof piece === "string" ? piece : undefined;
  const { type, text, content = text, response = content, result = response, output = result } = piece;
  const isText = type === "text" || type === "input_text" || type === "output_text";
  const isResponse = type === "tool_call_response" || type === "tool_result" || type === "tool-result";
  if (!(isText || isResponse || type === "function_call_output")) return undefined;
  // The AI SDK says of what a tool has given what it is.
  const said = type === "tool-result" && isObject(output) && "value" in output ? output.value : output;
  return typeof said === "string" ? said : JSON.stringify(said ?? null);
}

function callIn(piece: JsonValue): AskedCall | undefined {
  if (!isObject(piece)) return undefined;
  const { function: called = piece } = piece;
  const { id, call_id = id, toolCallId = call_id } = piece;
  const { name, toolName = name, args, input = args, arguments: given = input } = called as JsonObject;
  if (typeof toolName !== "string" || given === undefined) return undefined;
  return { ...(typeof toolCallId === "string" && { id: toolCallId }), name: toolName, arguments: parsed(given) };
}

function parsed(value: JsonValue): JsonValue {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}

function withoutIds(value: JsonValue): JsonValue {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "id" && !/call_?id$/i.test(key)));
}

function isMessage(value: JsonValue | undefined): value is JsonObject {
  const places = ["content", "parts", "tool_calls", "toolCalls"];
  return isObject(value) && typeof value.role === "string" && places.some((key) => key in value);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
