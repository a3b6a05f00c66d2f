/** Keeps what was recorded, and builds a record when it is read. */
import { declareLate, type LateSink } from "./late-sink.ts";
import type { OpenSpan } from "./open-span.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";
import { Ring } from "./ring.ts";
import type { SinkCounts } from "./sink.ts";

/** A span that came as plain data, in the shape of one that did not. */
interface PlainSpan {
  isEnded: boolean;
  toStart(): SpanStart;
  toRecord(): SpanRecord;
}

/** Below this, looking for spans that have ended is not worth it. */
const MIN_OPEN = 64;

export class MemorySink implements LateSink {
  readonly name = "memory";
  readonly #spans: Ring<OpenSpan | PlainSpan>;
  readonly #metrics: Ring<MetricRecord>;
  /** In the order they opened; those that have ended are swept out now and then. */
  #opened: (OpenSpan | PlainSpan)[] = [];
  #sweepAt = MIN_OPEN;
  readonly #plainById = new Map<string, PlainSpan>();
  #dropped = 0;

  constructor(limit: number) {
    this.#spans = new Ring(limit);
    this.#metrics = new Ring(limit);
    declareLate(this);
  }

  spanOpened(span: OpenSpan | PlainSpan): void {
    this.#opened.push(span);
    if (this.#opened.length > this.#sweepAt) this.#sweep();
  }

  spanEnded(span: OpenSpan | PlainSpan): void {
    if (this.#spans.push(span)) this.#dropped++;
  }

  spanStarted(start: SpanStart): void {
    const span = { isEnded: false, toStart: () => start, toRecord: () => start as never };
    this.#plainById.set(start.spanId, span);
    this.spanOpened(span);
  }

  write(record: SpanRecord | MetricRecord): void {
    if (record.kind === "metric") {
      if (this.#metrics.push(record)) this.#dropped++;
      return;
    }
    const started = this.#plainById.get(record.spanId);
    if (started !== undefined) started.isEnded = true;
    this.#plainById.delete(record.spanId);
    this.spanEnded({ isEnded: true, toStart: () => record as never, toRecord: () => record });
  }

  health(): SinkCounts {
    return { dropped: this.#dropped };
  }

  spans(): SpanRecord[] {
    return this.#spans
      .toArray()
      .map((span) => span.toRecord())
      .sort((a, b) => a.endedAt - b.endedAt);
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
    this.#sweepAt = Math.max(MIN_OPEN, this.#opened.length * 2);
  }
}
