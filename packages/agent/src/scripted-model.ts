/** A model that says what it was told to: for tests, demos and documentation. */
import { setTimeout } from "node:timers/promises";
import type { Message, Model, ModelChunk, ModelRequest, ToolCall, Usage } from "./model.ts";

/** One answer of the script. */
export interface ScriptedTurn {
  readonly text?: string;
  readonly toolCalls?: readonly ToolCall[];
  /** The number of words, unless given. */
  readonly usage?: Usage;
  /** Thrown in place of an answer. */
  readonly error?: unknown;
  /** Milliseconds before the answer begins. */
  readonly delayMs?: number;
}

/** Gives one turn of the script a call, in order; throws when there is none left. */
export class ScriptedModel implements Model {
  readonly name: string;
  /** What it was asked, oldest first. */
  readonly requests: ModelRequest[] = [];
  readonly #turns: readonly ScriptedTurn[];

  constructor(turns: readonly ScriptedTurn[], { name = "ScriptedModel" }: { readonly name?: string } = {}) {
    this.#turns = turns;
    this.name = name;
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelChunk> {
    const turn = this.#turns[this.requests.length];
    this.requests.push({ ...request, messages: [...request.messages] });
    if (turn === undefined) throw new RangeError(`${this.name}: the script has only ${this.#turns.length} turns`);
    const { text = "", toolCalls = [], delayMs } = turn;
    if (delayMs !== undefined) await setTimeout(delayMs, undefined, { signal: request.signal });
    if (turn.error !== undefined) throw turn.error;
    for (const part of text.match(/\S+\s*/g) ?? []) yield { type: "text", text: part };
    for (const call of toolCalls) yield { type: "tool_call", call };
    yield { type: "finish", usage: turn.usage ?? wordCount(request.messages, text, toolCalls) };
  }
}

function wordCount(messages: readonly Message[], text: string, toolCalls: readonly ToolCall[]): Usage {
  const words = (of: string) => of.split(/\s+/).filter((word) => word !== "").length;
  const inputTokens = messages.reduce((sum, { content }) => sum + words(content), 0);
  return { inputTokens, outputTokens: words(text) + words(toolCalls.map(({ name }) => name).join(" ")) };
}
