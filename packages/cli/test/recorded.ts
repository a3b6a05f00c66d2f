/** Records and recordings that tests begin from. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeLine, encodeResource, type MetricRecord, type SpanRecord, type SpanStart } from "@heddle/core";
import { temporaryFolder } from "./temporary-folder.ts";

/** The trace of all of them, unless told. */
export const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

/** When the first of them starts: 2026-11-21T01:42:28.000Z. */
export const startedAt: number = Date.UTC(2026, 10, 21, 1, 42, 28);

/** The line of a resource. */
export const resourceLine: string = encodeResource({
  kind: "resource",
  resourceId: "0badcafe",
  serviceName: "planner",
  pid: 7,
  startedAt,
});

/** `1` becomes an id of a span. */
export const idOf = (number: number): string => String(number).padStart(16, "0");

/** A span that starts after so many milliseconds, and takes 10. */
export function span(id: number, offsetMs: number = 0, more: Partial<SpanRecord> = {}): SpanRecord {
  const { durationMs = 10 } = more;
  const at = startedAt + offsetMs;
  return {
    kind: "span",
    name: `span ${id}`,
    traceId,
    spanId: idOf(id),
    startedAt: at,
    endedAt: at + durationMs,
    durationMs,
    status: "ok",
    attributes: {},
    ...more,
  };
}

/** A span that has started. */
export function start(id: number, offsetMs: number = 0, more: Partial<SpanStart> = {}): SpanStart {
  const head = { name: `span ${id}`, traceId, spanId: idOf(id), startedAt: startedAt + offsetMs, attributes: {} };
  return { kind: "span_start", ...head, ...more };
}

/** A counter. */
export function metric(value: number, more: Partial<MetricRecord> = {}): MetricRecord {
  const kind = { kind: "metric", name: "loom.tokens", value, unit: "", instrumentKind: "counter" } as const;
  return { ...kind, attributes: {}, emittedAt: startedAt, ...more };
}

/** Their lines, of one process. */
export function linesOf(...records: readonly (SpanRecord | SpanStart | MetricRecord)[]): string {
  let sequence = 0;
  return records
    .map((record) => encodeLine(record, "0badcafe", record.kind === "metric" ? ++sequence : undefined))
    .join("");
}

/** The path of a file with this in it. */
export function fileOf(content: string | Uint8Array, name: string = "traces.jsonl"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}
