/** Gives spans numbers that are equal where the spans are alike, across traces. */
import { hash } from "node:crypto";
import type { JsonValue } from "@heddle/core";
import { canonicalJson } from "./canonical-json.ts";
import { type Found, inputOf, modelOf, outputOf } from "./span-content.ts";
import { toolNameOf } from "./tool-call.ts";
import type { Trace, TraceSpan } from "./trace.ts";

/** What of a span is compared, each as text. Times and ids are not: no run has those of another. */
export interface SpanFacets {
  readonly name: string;
  readonly type: string;
  readonly input: string;
  readonly output: string;
  readonly status: string;
  readonly error: string;
  readonly model: string;
}

export function facetsOf({ record, type = "", status }: TraceSpan): SpanFacets {
  const { name, attributes } = record;
  return {
    name,
    type,
    input: contentText(inputOf(attributes)),
    output: contentText(outputOf(attributes)),
    status,
    error: (record.kind === "span" && record.exception) || "",
    model: modelOf(attributes) ?? "",
  };
}

/** A span with how like another it is: spans with the same number are alike in this. */
export interface KeyedSpan {
  readonly span: TraceSpan;
  readonly children: readonly KeyedSpan[];
  /** Type and name; a tool's name, too. */
  readonly label: number;
  /** And what it was given. */
  readonly call: number;
  /** And all else. */
  readonly own: number;
  /** And all spans below. */
  readonly whole: number;
}

/** A trace whose spans have keys. */
export interface KeyedTrace {
  readonly roots: readonly KeyedSpan[];
  /** Parents before their children. */
  readonly spans: readonly KeyedSpan[];
}

/** Gives spans their keys. Traces that are to be compared share one. */
export class KeyRing {
  readonly #texts = new Map<string, number>();
  readonly #pairs = new Map<number, number>();

  keyed({ spans, roots }: Trace): KeyedTrace {
    const all: KeyedSpan[] = [];
    /** Those whose parents are still to come, the first at the end. */
    const waiting: KeyedSpan[] = [];
    for (let index = spans.length - 1; index >= 0; index--) {
      const span = spans[index] as TraceSpan;
      const keyed = this.#keyed(span, takeLast(waiting, span.children.length));
      waiting.push(keyed);
      all.push(keyed);
    }
    return { roots: takeLast(waiting, roots.length), spans: all.reverse() };
  }

  #keyed(span: TraceSpan, children: readonly KeyedSpan[]): KeyedSpan {
    const { name, type, input, output, status, error, model } = facetsOf(span);
    const tool = span.type === "tool" ? toolNameOf(span.record) : "";
    const label = this.#list(this.#text(type), [name, tool]);
    const call = this.#list(label, [input]);
    const own = this.#list(call, [output, status, error, model]);
    const whole = children.length === 0 ? own : this.#list(own, [children.map((child) => child.whole).join()]);
    return { span, children, label, call, own, whole };
  }

  /** The number of a list of texts, of which `beginning` is the number of the first ones. */
  #list(beginning: number, texts: readonly string[]): number {
    return texts.reduce((list, text) => this.#pair(list, this.#text(text)), beginning);
  }

  #text(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const number = this.#next();
    this.#texts.set(text, number);
    return number;
  }

  /** No text has the number of a pair: lists of different lengths never have the same number. */
  #pair(first: number, second: number): number {
    const both = first * MAX_NUMBERS + second;
    const known = this.#pairs.get(both);
    if (known !== undefined) return known;
    const number = this.#next();
    this.#pairs.set(both, number);
    return number;
  }

  #next(): number {
    return this.#texts.size + this.#pairs.size;
  }
}

function takeLast(spans: KeyedSpan[], count: number): KeyedSpan[] {
  return count === 0 ? [] : spans.splice(-count).reverse();
}

/** Two numbers make one that is exact. A Map holds no more than a quarter of that. */
const MAX_NUMBERS = 2 ** 26;

/** Models make up an id for each call of a tool: in messages, ids are not compared. */
function contentText(found: Found | undefined): string {
  if (found === undefined) return "";
  const text = canonicalJson(found.value, /message|prompt/.test(found.name) ? isCallId : undefined);
  return text.length > MAX_KEPT ? hash("sha256", text) : text;
}

/** Long texts are only compared, so their digests will do: conversations are long, and each call has all that came before. */
const MAX_KEPT = 64;

function isCallId(key: string, value: JsonValue): boolean {
  return typeof value === "string" && ["id", "tool_call_id", "toolCallId", "call_id"].includes(key);
}
