/** Takes lines apart: spans are encoded for sending, metrics are added up. */
import { decodeLine, type SpanRecord } from "@heddle/core";
import type { EncodedSpan, Encoding } from "./encoding.ts";
import type { Origin } from "./origin.ts";
import type { Origins } from "./origins.ts";

/** What some lines hold. */
export interface Unpacked {
  readonly spans: ReadonlyMap<Origin, readonly EncodedSpan[]>;
  readonly badLines: readonly BadLine[];
}

/** A line that is no record. */
export interface BadLine {
  /** Among the lines, from 0. */
  readonly index: number;
  /** What is wrong with it, in one sentence. */
  readonly problem: string;
  /** It is no JSON at all: what a crash or a full disk leaves of a line. */
  readonly isTorn: boolean;
}

/** Start records, resources and what is not known are passed over. */
export function unpack(texts: readonly string[], encoding: Encoding, origins: Origins): Unpacked {
  const spans = new Map<Origin, EncodedSpan[]>();
  const badLines: BadLine[] = [];
  for (const [index, text] of texts.entries()) {
    const { record, resourceId, problem } = decodeLine(text);
    if (problem !== undefined) badLines.push({ index, problem, isTorn: !isJson(text) });
    if (record?.kind === "resource") origins.learn(record);
    if (record?.kind === "metric") {
      const isTaken = origins.of(resourceId).add(record);
      if (!isTaken)
        badLines.push({ index, problem: `no instrument takes ${record.name} = ${record.value}`, isTorn: false });
    }
    if (record?.kind !== "span") continue;
    const encoded = encode(record, encoding);
    if (typeof encoded === "string") badLines.push({ index, problem: encoded, isTorn: false });
    else addTo(spans, origins.of(resourceId), encoded);
  }
  return { spans, badLines };
}

/** A line may say of a span what cannot be encoded, such as a list in a list in a list, and so on: then a sentence about that. */
function encode(span: SpanRecord, encoding: Encoding): EncodedSpan | string {
  try {
    return encoding.span(span);
  } catch (error) {
    return (error as Error).message;
  }
}

function addTo(spans: Map<Origin, EncodedSpan[]>, origin: Origin, encoded: EncodedSpan): void {
  const list = spans.get(origin);
  if (list === undefined) spans.set(origin, [encoded]);
  else list.push(encoded);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
