/** Takes lines apart: spans are encoded for sending, metrics are added up. */
import { type DecodedLine, decodeLine, type MetricRecord, type SpanRecord } from "@heddle/core";
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

/** Start records, resources, what is not known and repeats of metrics are passed over; repeats of spans do no harm. */
export function unpack(texts: readonly string[], encoding: Encoding, origins: Origins): Unpacked {
  const spans = new Map<Origin, EncodedSpan[]>();
  const badLines: BadLine[] = [];
  for (const [index, text] of texts.entries()) {
    const { problem, isTorn = false } = take(decodeLine(text), text, { encoding, origins, spans });
    if (problem !== undefined) badLines.push({ index, problem, isTorn });
  }
  return { spans, badLines };
}

interface Destination {
  readonly encoding: Encoding;
  readonly origins: Origins;
  readonly spans: Map<Origin, EncodedSpan[]>;
}

function take(line: DecodedLine, text: string, { encoding, origins, spans }: Destination): Partial<BadLine> {
  const { record, resourceId, problem } = line;
  if (problem !== undefined) return { problem, isTorn: !isJson(text) };
  switch (record?.kind) {
    case "resource":
      origins.learn(record);
      return {};
    case "metric":
      return addMetric(record, origins.of(resourceId), line);
    case "span":
      return addSpan(record, origins.of(resourceId), encoding, spans);
    default:
      return {};
  }
}

function addMetric(metric: MetricRecord, origin: Origin, { sequence, resourceId }: DecodedLine): Partial<BadLine> {
  if (sequence !== undefined && resourceId !== undefined && origin.isRepeat(sequence)) return {};
  return origin.add(metric) ? {} : { problem: `no instrument takes ${metric.name} = ${metric.value}` };
}

/** A span may hold what cannot be encoded, such as a list in a list in a list, and so on. */
function addSpan(span: SpanRecord, origin: Origin, encoding: Encoding, spans: Destination["spans"]): Partial<BadLine> {
  try {
    const encoded = encoding.span(span);
    const list = spans.get(origin);
    if (list === undefined) spans.set(origin, [encoded]);
    else list.push(encoded);
    return {};
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
