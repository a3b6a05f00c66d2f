/** The calls of models and tools that a recording holds, found again by what they were given. */
import { hash } from "node:crypto";
import type { JsonValue, SpanRecord } from "@heddle/core";
import {
  canonicalJson,
  inputOf,
  modelOf,
  outputOf,
  parsedJson,
  type TraceSpan,
  toolNameOf,
  type Usage,
} from "@heddle/reader";
import { plainMessages } from "./plain-messages.ts";

/** A call, as it is asked for. */
export interface Call {
  readonly kind: "llm" | "tool";
  /** The tool's; a model is found by what it was given alone. */
  readonly name: string;
  /** What JSON can hold. */
  readonly input: JsonValue | undefined;
}

/** A call, as it was recorded. */
export interface RecordedCall extends Call {
  /** Its place among the calls of the recording, from 1. */
  readonly place: number;
  /** What came of it. */
  readonly output?: JsonValue;
  /** The model that has answered. */
  readonly model?: string;
  /** What it took, as far as it was recorded. */
  readonly usage?: Partial<Usage>;
  /** What it threw. */
  readonly error?: { readonly type: string; readonly message: string };
  readonly spanId: string;
}

/** The same text for calls that were given the same. Conversations count as what was said, whatever form they have. */
export function callKey({ kind, name, input }: Call): string {
  const what = kind === "tool" ? `tool ${name}` : "llm";
  // Null is recorded as a text, or not at all.
  if (input === undefined || input === null || input === "null") return hash("sha256", what);
  const given = kind === "llm" ? (plainMessages(input) as unknown as JsonValue) : input;
  return hash("sha256", `${what} ${canonicalJson(given)}`);
}

/** The calls of `spans` that have ended, in the order in which a tree lists them. A model's call around another one is none. */
export function recordedCalls(spans: readonly TraceSpan[]): RecordedCall[] {
  return spans.filter((span) => isCall(span) && hasEnded(span)).map((span, at) => recordedCall(span, at + 1));
}

/** The calls of `spans` that were called off, or cut off by a crash. */
export function unfinishedCalls(spans: readonly TraceSpan[]): Call[] {
  return spans.filter((span) => isCall(span) && !hasEnded(span)).map(callOf);
}

function isCall({ type, children }: TraceSpan): boolean {
  return type === "tool" || (type === "llm" && !children.some((child) => child.type === "llm"));
}

function hasEnded({ status }: TraceSpan): boolean {
  return status === "ok" || status === "error";
}

function callOf({ type, record }: TraceSpan): Call {
  const kind = type as Call["kind"];
  return {
    kind,
    name: kind === "tool" ? toolNameOf(record) : record.name,
    input: jsonOf(inputOf(record.attributes)?.value),
  };
}

function recordedCall(span: TraceSpan, place: number): RecordedCall {
  const { attributes, status, spanId, exception = "Error", error } = span.record as SpanRecord;
  const { usage } = span;
  const call = callOf(span);
  const model = modelOf(attributes);
  const [input, output] = [inputOf(attributes)?.value, outputOf(attributes)?.value];
  const { type = "Error", message = exception } = error ?? {};
  // Where attributes hold only text, as OpenTelemetry's, what was given is text, too; else a text is what a program made.
  const isText = typeof input !== "string" || jsonOf(input) === input;
  return {
    ...call,
    place,
    spanId,
    ...(call.kind === "llm" && model !== undefined && { model }),
    ...(usage !== undefined && { usage }),
    ...(status === "error"
      ? { error: { type, message } }
      : output !== undefined && { output: isText && output !== "null" ? output : (jsonOf(output) as JsonValue) }),
  };
}

function jsonOf(value: JsonValue | undefined): JsonValue | undefined {
  if (value === "null") return null;
  return typeof value === "string" ? (parsedJson(value) ?? value) : value;
}
