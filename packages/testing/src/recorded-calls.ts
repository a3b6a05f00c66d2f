/** The calls of models and tools that a recording holds, found again by what they were given. */
import { hash } from "node:crypto";
import type { JsonValue, SpanRecord } from "@heddle/core";
import { canonicalJson, inputOf, outputOf, parsedJson, type TraceSpan, toolNameOf } from "@heddle/reader";
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
  /** What came of it. Text that is JSON is given as what it says. */
  readonly output?: JsonValue;
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
  return calls.map(({ type, record }, at) => recordedCall(type as Call["kind"], record as SpanRecord, at + 1));
}

function recordedCall(kind: Call["kind"], record: SpanRecord, place: number): RecordedCall {
  const { attributes, status, spanId, exception = "Error" } = record;
  const [input, output] = [inputOf(attributes)?.value, outputOf(attributes)?.value];
  const { type = "Error", message = exception } = record.error ?? {};
  return {
    kind,
    name: kind === "tool" ? toolNameOf(record) : record.name,
    place,
    spanId,
    input: jsonOf(input),
    ...(status === "error"
      ? { error: { type, message } }
      : output !== undefined && { output: jsonOf(output) as JsonValue }),
  };
}

function jsonOf(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === "string" ? (parsedJson(value) ?? value) : value;
}
