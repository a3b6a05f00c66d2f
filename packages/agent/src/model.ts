/** What the agent says to a model, and what comes back. */
import type { JsonObject } from "@heddle/core";

/** One model, behind whatever API. */
export interface Model {
  /** What spans and metrics call it. */
  readonly name: string;
  /**
   * Answers in pieces; `finish` comes last. An error with `isRetryable: true` that comes before the first piece is tried
   * again, after as many seconds as its `responseHeaders["retry-after"]` says, if any and at most 60.
   */
  stream(request: ModelRequest): AsyncIterable<ModelChunk>;
}

/** One question. */
export interface ModelRequest {
  /** The whole conversation, oldest first. */
  readonly messages: readonly Message[];
  readonly tools: readonly ToolDeclaration[];
  readonly signal: AbortSignal;
}

/** A part of a conversation. */
export type Message =
  | { readonly role: "system" | "user"; readonly content: string }
  | { readonly role: "assistant"; readonly content: string; readonly toolCalls: readonly ToolCall[] }
  | { readonly role: "tool"; readonly call: ToolCall; readonly content: string; readonly isError: boolean };

/** A call that the model asks for. `arguments` is what it gave: the tool's schema decides whether that is right. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
}

/** What a model is told of a tool. */
export interface ToolDeclaration {
  readonly name: string;
  readonly description?: string;
  /** The JSON Schema of its arguments. */
  readonly parameters: JsonObject;
}

/** A piece of an answer. */
export type ModelChunk =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool_call"; readonly call: ToolCall }
  | { readonly type: "finish"; readonly usage: Usage };

/** What an answer took. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent where nobody knows the price. */
  readonly costUsd?: number;
}

/** A whole answer. */
export interface Answer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly usage: Usage;
}
