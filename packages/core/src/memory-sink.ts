/** Keeps what was recorded. */
import { declareLate, type LateSink } from "./late-sink.ts";
import type { OpenSpan } from "./open-span.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";
import { Ring } from "./ring.ts";
import type { SinkCounts } from "./sink.ts";
import { SpanStore } from "./span-store.ts";

/** A span that is open, as far as a list of them is concerned. */
interface Opened {
  readonly isEnded: boolean;
  toStart(): SpanStart;
}

/** Below this many, looking for spans that have ended is not worth it. */
const MIN_SWEEP = 64;

export class MemorySink implements LateSink {
  readonly name = "memory";
  readonly #spans: SpanStore;
  readonly #metrics: Ring<MetricRecord>;
  /** In the order they opened; those that have ended are swept out now and then. */
  #opened: Opened[] = [];
  #sweepAt = MIN_SWEEP;
  /** Spans whose start came as a record, by span id. */
  readonly #started = new Map<string, { isEnded: boolean }>();
  #dropped = 0;

  constructor(limit: number) {
    this.#spans = new SpanStore(limit);
    this.#metrics = new Ring(limit);
    declareLate(this);
  }

  spanOpened(span: Opened): void {
    this.#opened.push(span);
    if (this.#opened.length > this.#sweepAt) this.#sweep();
  }

  spanEnded(span: OpenSpan): void {
    if (this.#spans.add(span)) this.#dropped++;
  }

  spanStarted(start: SpanStart): void {
    const opened = { isEnded: false, toStart: () => start };
    this.#started.set(start.spanId, opened);
    this.spanOpened(opened);
  }

  write(record: SpanRecord | MetricRecord): void {
    if (record.kind === "metric") {
      if (this.#metrics.push(record)) this.#dropped++;
      return;
    }
    const opened = this.#started.get(record.spanId);
    if (opened !== undefined) opened.isEnded = true;
    this.#started.delete(record.spanId);
    if (this.#spans.addRecord(record)) this.#dropped++;
  }

  health(): SinkCounts {
    return { dropped: this.#dropped };
  }

  spans(): SpanRecord[] {
    return this.#spans.records().sort((a, b) => a.endedAt - b.endedAt);
  }

  metrics(): MetricRecord[] {
    return this.#metrics.toArray();
  }

  openSpans(): SpanStart[] {
    this.#sweep();
    return this.#opened.map((span) => span.toStart());
  }

  clear(): void {
    this.#spans.clear();
    this.#metrics.clear();
  }

  #sweep(): void {
    this.#opened = this.#opened.filter((span) => !span.isEnded);
    this.#sweepAt = Math.max(MIN_SWEEP, this.#opened.length * 2);
  }
}
