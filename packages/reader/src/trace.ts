/** What a recording says of one trace: its spans as trees, and what they come to. */
import type { MetricRecord, SpanRecord, SpanStart, SpanStatus } from "@heddle/core";
import type { Usage } from "./usage.ts";

/** How a span or a trace ended. `interrupted`: it has started, and its end was never written. */
export type TraceStatus = SpanStatus | "interrupted";

/** A span, in its place. */
export interface TraceSpan {
  /** A start when the span is interrupted. */
  readonly record: SpanRecord | SpanStart;
  /** `llm`, `tool`, `agent`, …; absent where nothing tells. */
  readonly type?: string;
  readonly status: TraceStatus;
  /** Milliseconds after the start of the trace. */
  readonly offsetMs: number;
  /** Absent when the span is interrupted. */
  readonly durationMs?: number;
  /** 0 of a root. */
  readonly depth: number;
  /** In the order they started. */
  readonly children: readonly TraceSpan[];
  /** It has a parent that is not in the recording, or that is below it. */
  readonly isOrphan?: true;
  /** What it took, unless a span below it says so: nothing is counted twice. */
  readonly usage?: Partial<Usage>;
}

/** What the spans of a trace come to. */
export interface TraceTotals extends Usage {
  readonly spans: number;
  /** Spans that failed. */
  readonly errors: number;
  /** Spans that have started and not ended. */
  readonly interrupted: number;
  /** Calls of models: a call that wraps another one does not count. */
  readonly llmCalls: number;
  readonly toolCalls: number;
  /** Links of the kind `retry_of`, and tries that a span counts itself, as `loom.model.stream` does. */
  readonly retries: number;
  /** How many levels there are. */
  readonly depth: number;
}

/** One trace. */
export interface Trace {
  readonly traceId: string;
  /** The name of the first root. */
  readonly name: string;
  /** The worst of the roots': an error, an interruption, a cancellation. A failure below that was handled is none. */
  readonly status: TraceStatus;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds up to the last thing that is known of it. */
  readonly durationMs: number;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly roots: readonly TraceSpan[];
  /** All spans, parents before their children. */
  readonly spans: readonly TraceSpan[];
  /** What was emitted within it, in the order it was read. */
  readonly metrics: readonly MetricRecord[];
  readonly totals: TraceTotals;
}
