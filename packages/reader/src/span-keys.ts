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

/** How like another a span is: spans with the same number are alike in this. */
export interface SpanKeys {
  /** Type and name. */
  readonly label: number;
  /** And what it was given. */
  readonly call: number;
  /** And all else, with all spans below. */
  readonly whole: number;
  readonly facets: SpanFacets;
  /** All of it but the spans below, as text. */
  readonly text: string;
}

/** The keys of the spans of each trace. Traces that are to be compared share one. */
export class KeyRing {
  readonly #numbers = new Map<string, number>();

  keysOf({ spans }: Trace): Map<TraceSpan, SpanKeys> {
    const keys = new Map<TraceSpan, SpanKeys>();
    for (const span of spans.toReversed()) {
      const facets = facetsOf(span);
      const label = `${facets.type}\n${facets.name}\n${span.type === "tool" ? toolNameOf(span.record) : ""}`;
      const call = `${label}\n${facets.input}`;
      const text = JSON.stringify([label, Object.values(facets), span.depth]);
      const below = span.children.map((child) => keys.get(child)?.whole).join();
      keys.set(span, {
        label: this.#number(`label ${label}`),
        call: this.#number(`call ${call}`),
        whole: this.#number(`whole ${text} ${below}`),
        facets,
        text,
      });
    }
    return keys;
  }

  #number(text: string): number {
    const known = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, known);
    return known;
  }
}

function facetsOf({ record, type = "", status }: TraceSpan): SpanFacets {
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
