/** Spans as Phoenix, Arize and others that read OpenInference show them. */
import type { JsonObject, JsonValue, SpanRecord } from "@heddle/core";
import { names } from "../names.ts";
import type { ChatMessage } from "../reading/chat-message.ts";
import { defined, parsed } from "../reading/look.ts";
import { type Chat, chatOf } from "./chat-of.ts";
import { fitted, hasList } from "./fitted.ts";
import { kindOf } from "./kind-of.ts";
import { listsOf } from "./openinference-lists.ts";
import { modelAttributes } from "./openinference-model.ts";
import { asText, inputOf, outputOf } from "./span-content.ts";

/**
 * The span with OpenInference's attributes beside its own: kind, messages, tools, documents, tokens, cost, input and output as
 * texts, session, user, scores. At most 126 attributes: of what is flattened, long lists lose items, chats from their middle,
 * and `heddle.left_out` says how many; `input.value` still has all of a chat. What is OpenInference already stays.
 * https://github.com/Arize-ai/openinference/tree/main/spec
 */
export function openInferenceProfile(record: SpanRecord): SpanRecord {
  const { attributes } = record;
  const chat = chatOf(attributes);
  const made = {
    ...plainAttributes(attributes),
    ...withoutChat(attributes, chat),
    ...textAttributes(attributes, chat),
  };
  return { ...record, attributes: fitted(made, listsOf(record, chat)) };
}

/** Phoenix flattens messages itself where it finds them, and would put its own between those that are flat. */
function withoutChat(attributes: JsonObject, { system, told, said }: Chat): JsonObject {
  const isInputMoved = system.length + told.length > 0 && !hasList(attributes, "llm.input_messages");
  const isOutputMoved = said.length > 0 && !hasList(attributes, "llm.output_messages");
  const moved: readonly string[] = [
    ...(isInputMoved ? [names.inputMessages, "gen_ai.system_instructions"] : []),
    ...(isOutputMoved ? [names.outputMessages] : []),
  ];
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !moved.includes(key)));
}

function plainAttributes(attributes: JsonObject): JsonObject {
  const kind = kindOf(attributes);
  return {
    ...defined<JsonObject>({
      [names.openInferenceKind]: kind,
      [names.sessionId]: attributes[names.conversationId],
      "agent.name": attributes[names.agentName],
      "tool.name": attributes[names.toolName],
      "tool.description": attributes[names.toolDescription],
      "tool.id": attributes[names.toolCallId],
      "tool.parameters": optionalText(attributes[names.toolArguments]),
      "prompt.id": attributes["gen_ai.prompt.name"],
      "llm.prompt_template.version": attributes["gen_ai.prompt.version"],
      "llm.prompt_template.variables": variablesOf(attributes),
    }),
    ...modelAttributes(attributes, kind),
  };
}

/** Backends look for texts there, whatever was given. */
function textAttributes(attributes: JsonObject, { told, said }: Chat): JsonObject {
  const [given, gave] = [soleText(told) ?? inputOf(attributes)?.value, soleText(said) ?? outputOf(attributes)?.value];
  return {
    ...sideAttributes(attributes, names.inputValue, names.inputMimeType, given),
    ...sideAttributes(attributes, names.outputValue, names.outputMimeType, gave),
    ...defined<JsonObject>({ [names.metadata]: optionalText(attributes[names.metadata]) }),
  };
}

/** A reader wants to see what was said, and not a list of one message. */
function soleText(messages: readonly ChatMessage[]): string | undefined {
  const [part, ...others] = messages.flatMap(({ parts }) => parts);
  return part?.type === "text" && others.length === 0 ? part.content : undefined;
}

function sideAttributes(attributes: JsonObject, name: string, mimeName: string, found?: JsonValue): JsonObject {
  const value = attributes[name] ?? found;
  if (value === undefined) return {};
  const isText = typeof value === "string" && !isStructure(value);
  const mimeType = attributes[mimeName] ?? (isText ? "text/plain" : "application/json");
  return { [name]: asText(value), [mimeName]: mimeType };
}

/** A text that came out of OTLP may be JSON. */
function isStructure(text: string): boolean {
  return /^[[{]/.test(text) && typeof parsed(text) === "object";
}

const VARIABLE = "gen_ai.prompt.variable.";

function variablesOf(attributes: JsonObject): string | undefined {
  const variables = Object.entries(attributes).filter(([key]) => key.startsWith(VARIABLE));
  if (variables.length === 0) return undefined;
  return JSON.stringify(Object.fromEntries(variables.map(([key, value]) => [key.slice(VARIABLE.length), value])));
}

function optionalText(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : asText(value);
}
