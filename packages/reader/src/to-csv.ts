/** Writes traces as CSV: a row a span. */
import { formatTimestamp } from "@heddle/core/bridge";
import { csvRow } from "./csv-row.ts";
import { modelOf } from "./span-content.ts";
import { toolNameOf } from "./tool-call.ts";
import type { Trace, TraceSpan } from "./trace.ts";

type Cell = string | number | undefined;

const columns: Readonly<Record<string, (span: TraceSpan, trace: Trace) => Cell>> = {
  trace_id: ({ record }) => record.traceId,
  span_id: ({ record }) => record.spanId,
  parent_span_id: ({ record }) => record.parentSpanId,
  depth: ({ depth }) => depth,
  name: ({ record }) => record.name,
  type: ({ type }) => type,
  status: ({ status }) => status,
  started_at: ({ record }) => formatTimestamp(record.startedAt),
  offset_ms: ({ offsetMs }) => offsetMs,
  duration_ms: ({ durationMs }) => durationMs,
  model: ({ record }) => modelOf(record.attributes),
  tool: ({ record, type }) => (type === "tool" ? toolNameOf(record) : undefined),
  input_tokens: ({ usage }) => usage?.inputTokens,
  output_tokens: ({ usage }) => usage?.outputTokens,
  cost_usd: ({ usage }) => usage?.costUsd,
  user_id: (_span, { userId }) => userId,
  session_id: (_span, { sessionId }) => sessionId,
  exception: ({ record }) => (record.kind === "span" ? record.exception : undefined),
  attributes: ({ record }) => JSON.stringify(record.attributes),
};

/**
 * A head and a row for each span, parents before their children, as RFC 4180 has it. A text that a spreadsheet would take for
 * a formula begins with an apostrophe.
 */
export function toCsv(traces: Iterable<Trace>): string {
  const rows = [csvRow(Object.keys(columns))];
  for (const trace of traces) {
    for (const span of trace.spans) rows.push(csvRow(Object.values(columns).map((of) => of(span, trace))));
  }
  return rows.join("");
}
