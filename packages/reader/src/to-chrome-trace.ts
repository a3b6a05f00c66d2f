/** Writes traces in the Trace Event Format, for Perfetto and chrome://tracing. */
import type { JsonObject } from "@heddle/core";
import { linksOf } from "./edge-labels.ts";
import { lanesOf } from "./lanes.ts";
import type { Trace, TraceSpan } from "./trace.ts";

/** One event. Times are in microseconds. */
export interface ChromeEvent {
  readonly name: string;
  /** `X`: a span; `i`: an event in it; `s` and `f`: the ends of a link; `M`: a name. */
  readonly ph: "X" | "i" | "s" | "f" | "M";
  readonly cat?: string;
  readonly ts?: number;
  readonly dur?: number;
  /** A number for each trace. */
  readonly pid: number;
  /** A lane: spans that overlap without being in each other have lanes of their own. */
  readonly tid: number;
  readonly id?: number;
  readonly bp?: "e";
  readonly s?: "t";
  readonly args?: JsonObject;
}

/** What a file in this format holds. */
export interface ChromeTrace {
  readonly traceEvents: readonly ChromeEvent[];
  readonly displayTimeUnit: "ms";
}

/** Each trace is a process of its own. A span that was interrupted ends with its trace. */
export function toChromeTrace(traces: Iterable<Trace>): ChromeTrace {
  const traceEvents: ChromeEvent[] = [];
  let pid = 0;
  let flow = 0;
  for (const trace of traces) {
    pid++;
    const lanes = lanesOf(trace);
    const byId = new Map(trace.spans.map((span) => [span.record.spanId, span]));
    const placeOf = (span: TraceSpan) => ({ pid, tid: lanes.get(span) as number });
    traceEvents.push({ name: "process_name", ph: "M", pid, tid: 0, args: { name: `${trace.name} ${trace.traceId}` } });
    for (const span of trace.spans) {
      traceEvents.push(...spanEvents(span, trace).map((event) => ({ ...event, ...placeOf(span) })));
      for (const { kind, traceId, spanId } of linksOf(span)) {
        const target = traceId === trace.traceId ? byId.get(spanId) : undefined;
        if (target === undefined) continue;
        const event = { name: kind, cat: "link", id: ++flow };
        traceEvents.push({ ...event, ph: "s", ts: endOf(target, trace), ...placeOf(target) });
        traceEvents.push({ ...event, ph: "f", bp: "e", ts: microseconds(span.record.startedAt), ...placeOf(span) });
      }
    }
  }
  return { traceEvents, displayTimeUnit: "ms" };
}

function spanEvents(span: TraceSpan, trace: Trace): Omit<ChromeEvent, "pid" | "tid">[] {
  const { record, type, status } = span;
  const { name, startedAt, spanId, attributes } = record;
  const cat = type ?? "span";
  const ts = microseconds(startedAt);
  const exception = record.kind === "span" && record.exception !== undefined ? { exception: record.exception } : {};
  const args = { ...attributes, span_id: spanId, status, ...exception };
  const events = (record.kind === "span" && record.events) || [];
  return [
    { name, ph: "X", cat, ts, dur: endOf(span, trace) - ts, args },
    ...events.map((event) => ({
      name: event.name,
      ph: "i" as const,
      s: "t" as const,
      cat,
      ts: microseconds(event.time),
      args: event.attributes,
    })),
  ];
}

function endOf({ record, durationMs }: TraceSpan, trace: Trace): number {
  const endedAt = durationMs === undefined ? trace.startedAt + trace.durationMs : record.startedAt + durationMs;
  return microseconds(endedAt);
}

function microseconds(timeMs: number): number {
  return Math.round(timeMs * 1000);
}
