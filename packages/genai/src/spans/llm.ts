/** Calls of models. */
import type { Attributes, JsonValue } from "@heddle/core";
import { names } from "../names.ts";
import type { ModelParameters } from "../reading/model-parameters.ts";
import { providerName } from "../reading/provider-name.ts";
import { readRequest } from "../reading/read-request.ts";
import type { ToolDefinition } from "../reading/read-tools.ts";
import { requestAttributes } from "../reading/request-attributes.ts";
import { EmbeddingSpan } from "./embedding-span.ts";
import { writeMessages, writeValue } from "./io-attributes.ts";
import { LlmSpan } from "./llm-span.ts";
import { type SpanFunction, spanFunction, type TypedSpanOptions } from "./span-function.ts";

/** What a model is asked. */
export interface LlmOptions extends TypedSpanOptions {
  /** As it is asked for: `gpt-5`, `anthropic/claude-sonnet-4-5`. */
  readonly model?: string;
  /** As `gen_ai.provider.name` has it; found by the model's name where that tells. */
  readonly provider?: string;
  /** `chat` unless given: `text_completion`, `generate_content`, … */
  readonly operation?: string;
  /** The provider's own request body: what it says of model, messages, parameters and tools is read, unless it is given here. */
  readonly request?: unknown;
  readonly parameters?: ModelParameters;
  /** In the shape of any provider; a function unless it says something else. */
  readonly tools?: readonly (ToolDefinition | Readonly<Record<string, unknown>>)[];
  readonly toolChoice?: JsonValue;
  readonly stream?: boolean;
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

/** What is to be turned into numbers. */
export interface EmbeddingOptions extends LlmOptions {
  /** Of the vectors. */
  readonly dimensions?: number;
}

/**
 * A call of a language model. What the work returns is read as the model's answer: messages, finish reasons, tokens, and by these what
 * it cost. Input and output are chat messages.
 */
export const llm: SpanFunction<LlmOptions, LlmSpan> = spanFunction<LlmOptions, LlmSpan>({
  type: "llm",
  write: writeMessages,
  prepare: withRequest,
  attributes: (_name, options) => modelAttributes(options),
  create: (place, options) => new LlmSpan(place, callOf("chat", options)),
});

/** A call of a model that turns texts into vectors. The vectors are not kept, unless `span.output()` is given them. */
export const embedding: SpanFunction<EmbeddingOptions, EmbeddingSpan> = spanFunction<EmbeddingOptions, EmbeddingSpan>({
  type: "embedding",
  write: writeValue,
  prepare: withRequest,
  attributes: (_name, options) => ({
    ...modelAttributes(options),
    "gen_ai.embeddings.dimension.count": options.dimensions,
  }),
  create: (place, options) => new EmbeddingSpan(place, callOf("embeddings", options)),
});

function withRequest<Options extends LlmOptions>(options: Options): Options {
  if (options.request === undefined) return options;
  const { model, messages, parameters, tools, toolChoice, stream } = readRequest(options.request);
  return {
    ...(model !== undefined && { model }),
    ...(tools !== undefined && { tools }),
    ...(toolChoice !== undefined && { toolChoice }),
    ...(stream !== undefined && { stream }),
    ...(messages.length > 0 && { input: messages }),
    ...options,
    parameters: { ...parameters, ...options.parameters },
  };
}

function modelAttributes(options: LlmOptions): Attributes {
  const { model, operation, parameters, stream, serverAddress, serverPort } = options;
  return {
    ...(operation !== undefined && { [names.operation]: operation }),
    [names.provider]: providerOf(options),
    [names.requestModel]: model,
    ...(parameters && requestAttributes(parameters)),
    "heddle.request.tool_choice": options.toolChoice,
    [names.stream]: stream === true ? true : undefined,
    [names.serverAddress]: serverAddress,
    [names.serverPort]: serverPort,
    [names.toolDefinitions]: options.tools && readRequest({ tools: options.tools }).tools,
  };
}

function callOf(operation: string, options: LlmOptions): { operation: string; model?: string; provider?: string } {
  const provider = providerOf(options);
  return {
    operation: options.operation ?? operation,
    ...(typeof options.model === "string" && { model: options.model }),
    ...(provider !== undefined && { provider }),
  };
}

function providerOf({ provider, model }: LlmOptions): string | undefined {
  // There are programs without types, models that are objects, and providers that are null.
  return provider ?? (typeof model === "string" ? providerName(model) : undefined);
}
