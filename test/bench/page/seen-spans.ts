/** Reads the spans out of what libraries send: OTLP, LangSmith's multipart, Braintrust's rows, Heddle's lines. */
import { decodeLine, type SpanRecord } from "@heddle/core";
import { decodeTraces, decodeTracesJson } from "@heddle/otlp";
import type { Sent } from "../start-collector.ts";

export interface SeenSpan {
  readonly name: string;
  readonly id: string;
  readonly parentId?: string;
  /** Absent while it has not ended. */
  readonly durationMs?: number;
  /** All that is said of it. */
  readonly content: string;
}

export function spansInRequests(requests: readonly Sent[]): SeenSpan[] {
  const parts = requests.flatMap((request) => otherParts(request));
  return [...requests.flatMap((request) => otlpSpans(request)), ...spansInParts(parts)];
}

export function spansInFile(text: string): SeenSpan[] {
  return text.split("\n").flatMap((line) => {
    const record = decodeLine(line).record;
    return record?.kind === "span" ? [seen(record)] : [];
  });
}

function seen(record: SpanRecord): SeenSpan {
  const { name, spanId: id, parentSpanId: parentId, durationMs } = record;
  return { name, id, durationMs, content: JSON.stringify(record), ...(parentId && { parentId }) };
}

function otlpSpans({ path, contentType, body }: Sent): SeenSpan[] {
  if (!path.includes("traces") && !path.includes("collector")) return [];
  const bytes = Buffer.from(body, "base64");
  const decoded = contentType.includes("protobuf") ? decodeTraces(bytes) : decodeTracesJson(bytes.toString());
  return decoded.flatMap(({ spans }) => spans.map(seen));
}

/** What one request says of one span: LangSmith says it in several, Braintrust in rows that are merged. */
interface Part {
  readonly id?: string;
  readonly span_id?: string;
  readonly name?: string;
  readonly parent_run_id?: string | null;
  readonly span_parents?: readonly string[] | null;
  readonly start_time?: string | number;
  readonly end_time?: string | number;
  readonly metrics?: { readonly start?: number; readonly end?: number };
  readonly span_attributes?: { readonly name?: string };
}

function otherParts({ path, contentType, body }: Sent): Part[] {
  const text = Buffer.from(body, "base64").toString();
  if (path.includes("logs3")) return JSON.parse(text).rows;
  const boundary = contentType.match(/boundary="?([^";]+)/)?.[1];
  if (boundary === undefined) return [];
  return text.split(`--${boundary}`).flatMap((part) => {
    const [, id] = part.match(/name="(?:post|patch)\.([^."]+)/) ?? [];
    const at = part.indexOf("\r\n\r\n");
    if (id === undefined || at < 0) return [];
    const value = JSON.parse(part.slice(at));
    return [{ ...(/name="(?:post|patch)\.[^."]+"/.test(part) ? value : { value }), id }];
  });
}

function spansInParts(parts: readonly Part[]): SeenSpan[] {
  const byId = Map.groupBy(parts, ({ span_id, id }) => String(span_id ?? id));
  return [...byId].map(([id, all]) => {
    const part = Object.assign({}, ...all) as Part;
    const metrics = Object.assign({}, ...all.map((one) => one.metrics));
    const begin = metrics.start ?? secondsOf(part.start_time);
    const end = metrics.end ?? secondsOf(part.end_time);
    const name = part.name ?? all.find((one) => one.span_attributes?.name)?.span_attributes?.name ?? "";
    const parentId = part.parent_run_id ?? part.span_parents?.[0];
    const durationMs = (end - begin) * 1000;
    return {
      name,
      id,
      content: JSON.stringify(all),
      ...(parentId && { parentId }),
      ...(Number.isFinite(durationMs) && { durationMs }),
    };
  });
}

function secondsOf(time: string | number | undefined): number {
  return time === undefined ? Number.NaN : new Date(time).getTime() / 1000;
}
