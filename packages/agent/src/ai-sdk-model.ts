/** Drives any language model of the AI SDK: OpenAI's, Anthropic's, a local server's. */
import { describeFailure } from "@heddle/core/bridge";
import { mistake } from "./mistake.ts";
import type { Message, Model, ModelChunk, ModelRequest, ToolDeclaration, Usage } from "./model.ts";

/** What the AI SDK does not know. */
export interface AiSdkModelOptions {
  /** What so many tokens cost, in US dollars; `undefined` where nobody knows. */
  readonly costUsd?: (tokens: { readonly inputTokens: number; readonly outputTokens: number }) => number | undefined;
}

/** The part of the AI SDK's language models (specification `v4`) that is used. */
export interface AiSdkLanguageModel {
  readonly modelId: string;
  doStream(call: {
    prompt: never;
    tools?: never;
    abortSignal?: AbortSignal;
  }): PromiseLike<{ readonly stream: ReadableStream<AiSdkPart> }>;
}

/** A part of an answer: of a finish its usage and reason, of a call its input. */
export interface AiSdkPart {
  readonly type: string;
}

/** A model of the AI SDK, such as `openai("gpt-5")`, as an agent's model. Throws a TypeError for anything else. */
export function aiSdkModel(model: AiSdkLanguageModel, { costUsd }: AiSdkModelOptions = {}): Model {
  if (typeof model?.doStream !== "function") throw mistake("aiSdkModel: model", model, 'give one: openai("gpt-5")');
  return {
    name: model.modelId,
    async *stream({ messages, tools, signal }: ModelRequest): AsyncGenerator<ModelChunk> {
      const { stream } = await model.doStream({
        prompt: messages.map(promptMessage) as never,
        ...(tools.length > 0 && { tools: tools.map(functionTool) as never }),
        abortSignal: signal,
      });
      for await (const part of stream) {
        const chunk = chunkOf(part as KnownPart);
        if (chunk?.type === "finish") yield { type: "finish", usage: priced(chunk.usage, costUsd) };
        else if (chunk !== undefined) yield chunk;
      }
    },
  };
}

function priced(usage: Usage, price: AiSdkModelOptions["costUsd"]): Usage {
  const costUsd = price?.(usage);
  return costUsd === undefined ? usage : { ...usage, costUsd };
}

type Tokens = { readonly total: number | undefined };
type KnownPart =
  | { readonly type: "text-delta"; readonly delta: string }
  | { readonly type: "tool-call"; readonly toolCallId: string; readonly toolName: string; readonly input: string }
  | { readonly type: "error"; readonly error: unknown }
  | {
      readonly type: "finish";
      readonly usage: { readonly inputTokens: Tokens; readonly outputTokens: Tokens };
      readonly finishReason: { readonly unified: string };
    };

/** Throws what went wrong in the middle of an answer. */
function chunkOf(part: KnownPart): ModelChunk | undefined {
  switch (part.type) {
    case "text-delta":
      return { type: "text", text: part.delta };
    case "tool-call": {
      const { toolCallId: id, toolName: name, input } = part;
      return { type: "tool_call", call: { id, name, arguments: argumentsOf(input) } };
    }
    case "finish": {
      const { unified } = part.finishReason;
      if (unified === "error" || unified === "interrupted") throw new Error(`the model's answer ended with ${unified}`);
      const { inputTokens, outputTokens } = part.usage;
      return { type: "finish", usage: { inputTokens: inputTokens.total ?? 0, outputTokens: outputTokens.total ?? 0 } };
    }
    case "error":
      // Some providers give text, or what the server has sent.
      throw part.error instanceof Error
        ? part.error
        : new Error(describeFailure(part.error).message, { cause: part.error });
    default:
      return undefined;
  }
}

/** Text that is no JSON is passed on as it is: the tool's schema says what is wrong with it. */
function argumentsOf(input: string): unknown {
  try {
    return JSON.parse(input === "" ? "{}" : input);
  } catch {
    return input;
  }
}

function functionTool({ name, description, parameters }: ToolDeclaration): object {
  return { type: "function", name, ...(description !== undefined && { description }), inputSchema: parameters };
}

function promptMessage(message: Message): object {
  switch (message.role) {
    case "system":
      return { role: "system", content: message.content };
    case "user":
      return { role: "user", content: [{ type: "text", text: message.content }] };
    case "assistant": {
      const calls = message.toolCalls.map(({ id, name, arguments: input }) => {
        return { type: "tool-call" as const, toolCallId: id, toolName: name, input };
      });
      const text = message.content === "" ? [] : [{ type: "text" as const, text: message.content }];
      return { role: "assistant", content: [...text, ...calls] };
    }
    case "tool": {
      const output = { type: message.isError ? ("error-text" as const) : ("text" as const), value: message.content };
      const { id: toolCallId, name: toolName } = message.call;
      return { role: "tool", content: [{ type: "tool-result", toolCallId, toolName, output }] };
    }
  }
}
