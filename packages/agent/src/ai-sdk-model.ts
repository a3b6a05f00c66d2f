/** Drives any language model of the AI SDK: OpenAI's, Anthropic's, a local server's. */
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

/** A model of the AI SDK, such as `openai("gpt-5")`, as an agent's model. */
export function aiSdkModel(model: AiSdkLanguageModel, { costUsd }: AiSdkModelOptions = {}): Model {
  return {
    name: model.modelId,
    async *stream({ messages, tools, signal }: ModelRequest): AsyncGenerator<ModelChunk> {
      const { stream } = await model.doStream({
        prompt: messages.map(promptMessage) as never,
        ...(tools.length > 0 && { tools: tools.map(functionTool) as never }),
        abortSignal: signal,
      });
      for await (const part of stream) {
        const chunk = chunkOf(part);
        if (chunk?.type !== "finish") {
          if (chunk !== undefined) yield chunk;
          continue;
        }
        const cost = costUsd?.(chunk.usage);
        yield { type: "finish", usage: { ...chunk.usage, ...(cost !== undefined && { costUsd: cost }) } };
      }
    },
  };
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
function chunkOf(given: AiSdkPart): ModelChunk | undefined {
  const part = given as KnownPart;
  switch (part.type) {
    case "text-delta":
      return { type: "text", text: part.delta };
    case "tool-call":
      return {
        type: "tool_call",
        call: { id: part.toolCallId, name: part.toolName, arguments: argumentsOf(part.input) },
      };
    case "finish": {
      const { unified } = part.finishReason;
      if (unified === "error" || unified === "interrupted") throw new Error(`the model's answer ended with ${unified}`);
      const { inputTokens, outputTokens } = part.usage;
      const usage: Usage = { inputTokens: inputTokens.total ?? 0, outputTokens: outputTokens.total ?? 0 };
      return { type: "finish", usage };
    }
    case "error":
      throw part.error;
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
