/** What an agent of `@heddle/agent` is given in a replay. */
import type { JsonValue } from "@heddle/core";
import { answerCalls, answerText } from "./plain-messages.ts";
import type { RecordedCall } from "./recorded-calls.ts";

/** A piece of an answer, as agents take it. */
export type AgentModelChunk =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "tool_call";
      readonly call: { readonly id: string; readonly name: string; readonly arguments: unknown };
    }
  | {
      readonly type: "finish";
      readonly usage: { readonly inputTokens: number; readonly outputTokens: number; readonly costUsd?: number };
    };

/** The part of an agent's model that is used. */
export interface AgentModel {
  readonly name: string;
  stream(request: never): AsyncIterable<AgentModelChunk>;
}

/** The part of an agent's tool that is used. */
export interface AgentTool {
  readonly name: string;
  call(given: unknown, context: never): unknown;
}

/** A model for an agent. */
export interface ReplayedModel {
  readonly name: string;
  stream(request: { readonly messages: readonly unknown[] }): AsyncIterable<AgentModelChunk>;
}

type Pieces = AsyncIterable<AgentModelChunk> | Iterable<AgentModelChunk>;
type Ask = (
  messages: readonly unknown[],
  live: (() => Pieces) | undefined,
  read: (output: JsonValue, call: RecordedCall) => Pieces,
) => Promise<Pieces>;

/** `ask` finds what was recorded for a conversation, or calls what it is given. */
export function replayedModel(name: string, live: AgentModel | undefined, ask: Ask): ReplayedModel {
  return {
    name,
    async *stream(request) {
      yield* await ask(request.messages, live && (() => live.stream(request as never)), recordedChunks);
    },
  };
}

function recordedChunks(output: JsonValue, { place, usage = {} }: RecordedCall): AgentModelChunk[] {
  const { inputTokens = 0, outputTokens = 0, costUsd } = usage;
  const text = answerText(output);
  const calls = answerCalls(output).map(({ id, ...call }, at): AgentModelChunk => {
    return { type: "tool_call", call: { id: id ?? `call_${place}_${at + 1}`, ...call } };
  });
  return [
    ...(text === "" ? [] : [{ type: "text" as const, text }]),
    ...calls,
    { type: "finish", usage: { inputTokens, outputTokens, ...(costUsd !== undefined && { costUsd }) } },
  ];
}
