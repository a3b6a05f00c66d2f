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
  if (kind === "tool") return hash("sha256", `tool ${name} ${input === undefined ? "" : canonicalJson(input)}`);
  return hash(
    "sha256",
    `llm ${input === undefined ? "" : canonicalJson(plainMessages(input) as unknown as JsonValue)}`,
  );
}

/** The calls of `spans` that have ended, in the order in which a tree lists them. A model's call around another one is none. */
export function recordedCalls(spans: readonly TraceSpan[]): RecordedCall[] {
  const calls = spans.filter(({ type, children, status }) => {
    const isCall = type === "tool" || (type === "llm" && !children.some((child) => child.type === "llm"));
    return isCall && (status === "ok" || status === "error");
  });
  return calls.map((span, at) => recordedCall(span, at + 1));
}

function recordedCall({ type, record, usage }: TraceSpan, place: number): RecordedCall {
  const { attributes, status, spanId, exception = "Error" } = record as SpanRecord;
  const [kind, model] = [type as Call["kind"], modelOf(attributes)];
  const [input, output] = [inputOf(attributes)?.value, outputOf(attributes)?.value];
  const { type: errorType = "Error", message = exception } = (record as SpanRecord).error ?? {};
  // Where attributes hold only text, as OpenTelemetry's, what was given is text, too; else a text is what a program made.
  const isOnlyText = typeof input === "string" && jsonOf(input) !== input;
  return {
    kind,
    name: kind === "tool" ? toolNameOf(record) : record.name,
    place,
    spanId,
    input: jsonOf(input),
    ...(kind === "llm" && model !== undefined && { model }),
    ...(usage !== undefined && { usage }),
    ...(status === "error"
      ? { error: { type: errorType, message } }
      : output !== undefined && { output: isOnlyText ? (jsonOf(output) as JsonValue) : output }),
  };
}

function jsonOf(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === "string" ? (parsedJson(value) ?? value) : value;
}
