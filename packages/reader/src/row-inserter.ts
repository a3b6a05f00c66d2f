/** Puts records into the tables, a row for each thing that they hold. */
import type { LineRecord, MetricRecord, ResourceRecord, SpanRecord, SpanStart } from "@heddle/core";
import { formatTimestamp } from "@heddle/core/bridge";
import type { Loadable, SqlDatabase } from "./load-into.ts";
import { modelOf, sessionOf, userOf } from "./span-content.ts";
import { spanType } from "./span-type.ts";
import { toolNameOf } from "./tool-call.ts";
import { usageOf } from "./usage.ts";

type Value = string | number | null;

/** Where a record was read; what is not known of it is null. */
type Origin = readonly [resourceId: Value, file: Value, line: Value];

/** Inserts one line. Throws what the database throws. */
export function rowInserter(db: SqlDatabase): (line: Loadable) => void {
  const into = (table: string, columns: number, conflict = "") =>
    db.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill("?").join()}) ${conflict}`);
  const spans = into(
    "spans",
    22,
    `ON CONFLICT DO UPDATE SET ${updated} WHERE status = 'interrupted' AND excluded.status <> 'interrupted'`,
  );
  const events = into("events", 5);
  const links = into("links", 6);
  const metrics = into("metrics", 11);
  const resources = into("resources", 4, "ON CONFLICT DO NOTHING");
  const problems = into("problems", 3);
  const insertSpan = (record: SpanRecord | SpanStart, origin: Origin) => {
    const { changes } = spans.run(...spanRow(record), ...origin);
    if (record.kind !== "span" || Number(changes) === 0) return;
    for (const row of eventRows(record)) events.run(...row);
    for (const row of linkRows(record)) links.run(...row);
  };
  return (loadable) => {
    if (loadable.record === undefined) {
      problems.run(loadable.file, loadable.line, loadable.problem);
      return;
    }
    const { record, file = null, line = null, resourceId = null }: { record: LineRecord } & Place = loadable;
    if (record.kind === "metric") metrics.run(...metricRow(record), resourceId, file, line);
    else if (record.kind === "resource") resources.run(...resourceRow(record));
    else insertSpan(record, [resourceId, file, line]);
  };
}

interface Place {
  readonly file?: string | null;
  readonly line?: number | null;
  readonly resourceId?: string | null;
}

const updated = [
  "status",
  "ended_at",
  "duration_ms",
  "exception",
  "error_type",
  "type",
  "model",
  "tool",
  "user_id",
  "session_id",
  "input_tokens",
  "output_tokens",
  "cost_usd",
  "attributes",
  "file",
  "line",
]
  .map((column) => `${column} = excluded.${column}`)
  .join();

function spanRow(record: SpanRecord | SpanStart): Value[] {
  const { traceId, spanId, parentSpanId, name, startedAt, attributes } = record;
  const ended = record.kind === "span" ? record : undefined;
  const type = spanType(name, attributes);
  const { inputTokens = null, outputTokens = null, costUsd = null } = usageOf(attributes);
  return [
    traceId,
    spanId,
    parentSpanId ?? null,
    name,
    type ?? null,
    ended?.status ?? "interrupted",
    formatTimestamp(startedAt),
    ended === undefined ? null : formatTimestamp(ended.endedAt),
    ended?.durationMs ?? null,
    ended?.exception ?? null,
    ended?.error?.type ?? null,
    modelOf(attributes) ?? null,
    type === "tool" ? toolNameOf(record) : null,
    userOf(attributes) ?? null,
    sessionOf(attributes) ?? null,
    inputTokens,
    outputTokens,
    costUsd,
    JSON.stringify(attributes),
  ];
}

function eventRows({ traceId, spanId, events = [] }: SpanRecord): Value[][] {
  return events.map(({ name, time, attributes }) => [
    traceId,
    spanId,
    name,
    formatTimestamp(time),
    JSON.stringify(attributes),
  ]);
}

function linkRows({ traceId, spanId, links = [] }: SpanRecord): Value[][] {
  return links.map((link) => [
    traceId,
    spanId,
    link.kind,
    link.traceId,
    link.spanId,
    JSON.stringify(link.attributes ?? {}),
  ]);
}

function metricRow({
  name,
  value,
  unit,
  instrumentKind,
  emittedAt,
  traceId,
  spanId,
  attributes,
}: MetricRecord): Value[] {
  const at = formatTimestamp(emittedAt);
  return [name, value, unit, instrumentKind, at, traceId ?? null, spanId ?? null, JSON.stringify(attributes)];
}

function resourceRow({ resourceId, serviceName, pid, startedAt }: ResourceRecord): Value[] {
  return [resourceId, serviceName, pid, formatTimestamp(startedAt)];
}
