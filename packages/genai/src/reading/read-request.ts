/** Reads what a model is asked, in whichever shape it comes. */
import type { JsonValue } from "@heddle/core";
import type { ChatMessage } from "./chat-message.ts";
import { defined, isObject, textAt } from "./look.ts";
import type { ModelParameters } from "./model-parameters.ts";
import { readMessages, requestMessages } from "./read-messages.ts";
import { readParameters } from "./read-parameters.ts";
import { jsonOf } from "./read-part.ts";
import { readToolChoice, readTools, type ToolDefinition } from "./read-tools.ts";
import { type RequestSettings, requestSettings, valuesAt } from "./request-settings.ts";

/** What a request says; what it does not say is absent. */
export interface ModelRequest {
  readonly model?: string;
  /** What the system says first, wherever the provider keeps it. Texts that are to be embedded are the user's. */
  readonly messages: readonly ChatMessage[];
  readonly parameters: ModelParameters;
  readonly tools?: readonly ToolDefinition[];
  /** `auto`, `none`, `required`, `{ name }` of the one tool that it must call, or what the provider calls it. */
  readonly toolChoice?: JsonValue;
  readonly stream?: boolean;
}

/**
 * Known are the requests of OpenAI (chat, responses, completions, embeddings) and those who speak like them, Anthropic, Gemini,
 * Bedrock, Cohere and Ollama, the options of the AI SDK and of its providers, and what LangChain calls a model with. A text and
 * a list of messages are what the model is given. Never throws.
 */
export function readRequest(given: unknown): ModelRequest {
  try {
    return requestIn(given);
  } catch {
    // A getter that throws, a proxy: then it is what JSON can hold of it.
    return requestIn(jsonOf(given));
  }
}

function requestIn(given: unknown): ModelRequest {
  if (!isObject(given)) return { messages: readMessages(given), parameters: {} };
  const settings = requestSettings(given);
  const stream = settings.get("stream")?.value;
  return defined<ModelRequest>({
    model: modelOf(settings),
    messages: requestMessages(given) ?? ("role" in given ? readMessages(given) : []),
    parameters: readParameters(settings),
    tools: readTools(settings),
    toolChoice: readToolChoice(settings),
    stream: typeof stream === "boolean" ? stream : undefined,
  });
}

const modelNames = ["model", "model_id", "model_name"];

/** A name, or the AI SDK's object that has one. */
function modelOf(settings: RequestSettings): string | undefined {
  const names = valuesAt(settings, modelNames).map((place) => (isObject(place) ? textAt(place, "modelId") : place));
  return names.find((name) => typeof name === "string");
}
