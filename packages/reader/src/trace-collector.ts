/** Gathers the records of any number of traces, in whatever order they come. */
import type { LineRecord, MetricRecord, SpanRecord, SpanStart } from "@heddle/core";
import { buildTrace } from "./build-trace.ts";
import type { Trace } from "./trace.ts";

/** What there is of a trace so far. */
class Gathered {
  readonly spans = new Map<string, SpanRecord | SpanStart>();
  readonly metrics: MetricRecord[] = [];
  size = 0;
  /** Spans that have not ended. */
  openSpans = 0;
  /** A span without a parent has ended: what is under way then, if anything, is a straggler. */
  hasEndedRoot = false;

  add(record: SpanRecord | SpanStart | MetricRecord, size: number): void {
    this.size += size;
    if (record.kind === "metric") {
      this.metrics.push(record);
      return;
    }
    const known = this.spans.get(record.spanId);
    if (known?.kind === "span" || known?.kind === record.kind) return;
    this.openSpans += record.kind === "span_start" ? 1 : known === undefined ? 0 : -1;
    if (record.kind === "span" && record.parentSpanId === undefined) this.hasEndedRoot = true;
    this.spans.set(record.spanId, record);
  }

  get isComplete(): boolean {
    return this.hasEndedRoot && this.openSpans === 0;
  }
}

/** Traces that grow, record by record: what a live view reads from, and a reader of large files. */
export class TraceCollector {
  /** The one that was added to last is the last. */
  readonly #gathered = new Map<string, Gathered>();
  #last: { readonly traceId: string; readonly gathered: Gathered } | undefined;
  #size = 0;

  /** The sum of what `add` was told of what is held. */
  get size(): number {
    return this.#size;
  }

  /** The ids of the traces, the one that was added to last at the end. */
  get traceIds(): string[] {
    return [...this.#gathered.keys()];
  }

  /** Resources, and metrics that were emitted outside of any trace, are passed over. `size`: in whatever unit. */
  add(record: LineRecord, size: number = 1): void {
    if (record.kind === "resource" || record.traceId === undefined) return;
    const { traceId } = record;
    if (this.#last?.traceId !== traceId) this.#last = { traceId, gathered: this.#asLast(traceId) };
    this.#last.gathered.add(record, size);
    this.#size += size;
  }

  #asLast(traceId: string): Gathered {
    const gathered = this.#gathered.get(traceId) ?? new Gathered();
    this.#gathered.delete(traceId);
    this.#gathered.set(traceId, gathered);
    return gathered;
  }

  /** As far as it is known. `undefined` for a trace of which there are no spans. */
  trace(traceId: string): Trace | undefined {
    const gathered = this.#gathered.get(traceId);
    if (gathered === undefined || gathered.spans.size === 0) return undefined;
    return buildTrace([...gathered.spans.values()], gathered.metrics);
  }

  /** All of them, by start time. */
  traces(): Trace[] {
    const traces = this.traceIds.flatMap((traceId) => this.trace(traceId) ?? []);
    return traces.sort((a, b) => a.startedAt - b.startedAt);
  }

  /** Whether a root of the trace has ended, and every span of it. */
  isComplete(traceId: string): boolean {
    return this.#gathered.get(traceId)?.isComplete === true;
  }

  /** Gives up what is held of the trace. */
  forget(traceId: string): void {
    const gathered = this.#gathered.get(traceId);
    if (gathered === undefined) return;
    this.#size -= gathered.size;
    this.#gathered.delete(traceId);
    if (this.#last?.traceId === traceId) this.#last = undefined;
  }
}

/** The traces in `records`, by start time. A metric outside of any trace belongs to none. */
export function buildTraces(records: Iterable<LineRecord>): Trace[] {
  const collector = new TraceCollector();
  for (const record of records) collector.add(record);
  return collector.traces();
}
