/** Collects the spans of a trace, and tells a hook when the outermost has ended. */
import type { MetricRecord, Sink, SinkCounts, SpanRecord, SpanStart } from "@heddle/core";

/** A trace, as far as this process recorded it. */
export interface EndedTrace {
  readonly traceId: string;
  readonly root: SpanRecord;
  /** All that have ended, the root last. */
  readonly spans: readonly SpanRecord[];
  /** How many spans had no place in `spans`. */
  readonly leftOut: number;
}

/** Spans that are open, or that may still get children after they have ended. */
const MAX_OPEN = 100_000;
const MAX_ENDED = 10_000;

/** What is below one outermost span. */
interface Run {
  readonly traceId: string;
  /** The outermost span, where its start was seen. */
  readonly rootId: string | undefined;
  spans: SpanRecord[];
  leftOut: number;
  isOver: boolean;
}

export class TraceEndSink implements Sink {
  readonly name = "onTraceEnd";
  readonly #hook: (trace: EndedTrace) => unknown;
  readonly #maxTraces: number;
  readonly #maxSpans: number;
  /** The oldest first. */
  readonly #runs = new Set<Run>();
  /** By span id. */
  readonly #open = new Map<string, Run>();
  readonly #ended = new Map<string, Run>();
  /** By trace id: the runs of spans whose start nobody saw. */
  readonly #unseen = new Map<string, Run>();
  #report: ((error: unknown) => void) | undefined;
  #dropped = 0;

  constructor(hook: (trace: EndedTrace) => unknown, maxTraces: number, maxSpans: number) {
    this.#hook = hook;
    this.#maxTraces = maxTraces;
    this.#maxSpans = maxSpans;
  }

  reportTo(report: (error: unknown) => void): void {
    this.#report = report;
  }

  spanStarted({ traceId, spanId, parentSpanId }: SpanStart): void {
    this.#open.set(spanId, this.#knownRun(parentSpanId) ?? this.#begin(traceId, spanId));
    forgetOldest(this.#open, MAX_OPEN);
  }

  write(record: SpanRecord | MetricRecord): unknown {
    if (record.kind === "metric") return void this.#dropped++;
    const { spanId, parentSpanId } = record;
    const run = this.#open.get(spanId) ?? this.#unseenRun(record);
    this.#open.delete(spanId);
    this.#ended.set(spanId, run);
    forgetOldest(this.#ended, MAX_ENDED);
    this.#keep(record, run);
    const isRoot = run.rootId === undefined ? parentSpanId === undefined : spanId === run.rootId;
    return isRoot && !run.isOver ? this.#end(run, record) : undefined;
  }

  health(): SinkCounts {
    return { dropped: this.#dropped };
  }

  #keep(record: SpanRecord, run: Run): void {
    const hasRoom = !run.isOver && run.spans.length < this.#maxSpans;
    if (hasRoom) run.spans.push(record);
    else {
      run.leftOut++;
      this.#dropped++;
    }
  }

  #knownRun(spanId = ""): Run | undefined {
    return this.#open.get(spanId) ?? this.#ended.get(spanId);
  }

  /** Children end before their parents, so the run of a parent that has ended is known: it is over. */
  #unseenRun({ traceId, parentSpanId }: SpanRecord): Run {
    const known = this.#knownRun(parentSpanId) ?? this.#unseen.get(traceId);
    if (known !== undefined) return known;
    const run = this.#begin(traceId, undefined);
    this.#unseen.set(traceId, run);
    return run;
  }

  #begin(traceId: string, rootId: string | undefined): Run {
    const run: Run = { traceId, rootId, spans: [], leftOut: 0, isOver: false };
    this.#runs.add(run);
    if (this.#runs.size > this.#maxTraces) this.#giveUp(this.#runs.values().next().value as Run);
    return run;
  }

  #giveUp(run: Run): void {
    this.#report?.(
      new Error(`more than ${this.#maxTraces} traces are open, so the oldest is given up; raise maxTraces`),
    );
    this.#dropped += this.#close(run).length;
  }

  #end(run: Run, root: SpanRecord): unknown {
    const { traceId, leftOut } = run;
    return this.#hook(Object.freeze({ traceId, root, spans: Object.freeze(this.#close(run)), leftOut }));
  }

  #close(run: Run): SpanRecord[] {
    const { spans } = run;
    run.spans = [];
    run.isOver = true;
    this.#runs.delete(run);
    if (this.#unseen.get(run.traceId) === run) this.#unseen.delete(run.traceId);
    return spans;
  }
}

function forgetOldest(runs: Map<string, Run>, max: number): void {
  if (runs.size > max) runs.delete(runs.keys().next().value as string);
}
