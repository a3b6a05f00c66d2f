/** What assertions are made on: a recorded run, wherever it was recorded. */
import { types } from "node:util";
import type { LineRecord, MetricRecord, SpanRecord, SpanStart } from "@heddle/core";
import { keepMoments } from "@heddle/core/bridge";
import { buildTraces, type Trace, type TraceSpan } from "@heddle/reader";
import { patternText } from "./pattern-text.ts";
import { recordsInFile } from "./records-in-file.ts";

type Given<T> = readonly T[] | (() => readonly T[]);

/** Spans and metrics in memory: an `InMemoryTelemetry`, what `capture()` gives, or what `take()` has taken. */
export interface RunInMemory {
  readonly spans: Given<SpanRecord>;
  readonly metrics: Given<MetricRecord>;
  readonly openSpans?: Given<SpanStart>;
}

/** A run in memory, its records, or the path of a JSONL file. */
export type RecordedRun = RunInMemory | readonly LineRecord[] | string;

/** A recorded run, as it is looked at. */
export interface Evidence {
  /** By start time. */
  readonly traces: readonly Trace[];
  /** Of all traces, parents before their children. */
  readonly spans: readonly TraceSpan[];
  /** In the order they were emitted, also those outside of any trace. */
  readonly metrics: readonly MetricRecord[];
}

/**
 * Reads `run`. Of a file, lines that a crash has torn off are passed over.
 *
 * Throws a TypeError for what is no recorded run, and an Error for a file that cannot be read; `who` begins the sentence.
 */
export function readRun(run: unknown, who: string): Evidence {
  const records = typeof run === "string" ? recordsInFile(run, who) : recordsOf(run, who);
  keepOrder(records);
  const traces = buildTraces(records);
  return {
    traces,
    spans: traces.flatMap(({ spans }) => spans),
    metrics: records.filter((record) => record.kind === "metric"),
  };
}

/** Throws an Error when nothing was recorded: that keeps to anything, and a test of it would pass for ever. */
export function mustHaveSpans({ spans }: Evidence, who: string): void {
  if (spans.length > 0) return;
  throw new Error(`${who}: nothing was recorded; give the run the telemetry that you ask about`);
}

function recordsOf(run: unknown, who: string): readonly LineRecord[] {
  if (Array.isArray(run) && run.every(isRecord)) return run;
  if (typeof run === "object" && run !== null && "spans" in run && "metrics" in run) {
    const { openSpans = [] } = run as RunInMemory;
    // Metrics first: of traces that began at the same time, the one that was added to last comes last.
    const given = [(run as RunInMemory).metrics, (run as RunInMemory).spans, openSpans];
    const lists = given.map((each: unknown) => (typeof each === "function" ? each.call(run) : each) as unknown);
    const records = lists.flat();
    if (lists.every(Array.isArray) && records.every(isRecord)) return records;
  }
  if (types.isPromise(run)) throw new TypeError(`${who}: a promise is no recorded run; await it first`);
  throw new TypeError(
    `${who}: ${typeof run === "function" ? "a function" : patternText(run, 80)} is no recorded run; give an InMemoryTelemetry, a capture(), a list of records or the path of a JSONL file`,
  );
}

/** Where starts are among the records, as in a file, the records stand in the order in which spans opened and ended. */
function keepOrder(records: readonly LineRecord[]): void {
  const starts = new Map<string, number>();
  for (const [at, record] of records.entries()) {
    if (record.kind !== "span" && record.kind !== "span_start") continue;
    const span = `${record.traceId} ${record.spanId}`;
    const opened = starts.get(span);
    if (record.kind === "span_start") starts.set(span, at);
    else if (opened !== undefined) keepMoments(record, { opened, ended: at });
  }
}

function isRecord(value: unknown): value is LineRecord {
  const kind = typeof value === "object" && value !== null && "kind" in value && value.kind;
  return kind === "span" || kind === "metric" || kind === "span_start" || kind === "resource";
}
