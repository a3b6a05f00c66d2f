/** Chat messages as OpenTelemetry's GenAI conventions write them. */
import type { JsonValue } from "@heddle/core";

/**
 * One message. Keys are the conventions', so that a list of them is `gen_ai.input.messages` or `gen_ai.output.messages` as it
 * stands. https://github.com/open-telemetry/semantic-conventions-genai
 */
export interface ChatMessage {
  /** `system`, `user`, `assistant`, `tool`, or what a provider calls it. */
  readonly role: string;
  readonly parts: readonly MessagePart[];
  /** Of the participant. */
  readonly name?: string;
  /** Of an answer: `stop`, `length`, `content_filter`, `tool_call`, `error`, or what a provider calls it. */
  readonly finish_reason?: string;
}

/** A part of a message. */
export type MessagePart =
  | { readonly type: "text"; readonly content: string }
  | { readonly type: "reasoning"; readonly content: string }
  | { readonly type: "tool_call"; readonly id?: string; readonly name: string; readonly arguments?: JsonValue }
  | { readonly type: "tool_call_response"; readonly id?: string; readonly response: JsonValue }
  | { readonly type: "uri"; readonly modality: string; readonly mime_type?: string; readonly uri: string }
  | { readonly type: "file"; readonly modality: string; readonly mime_type?: string; readonly file_id: string }
  | { readonly type: "blob"; readonly modality: string; readonly mime_type?: string; readonly content: string }
  /** Something else, as it came. */
  | { readonly type: "generic"; readonly value: JsonValue };
