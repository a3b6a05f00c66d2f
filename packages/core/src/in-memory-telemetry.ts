/** Keeps every span and metric in memory, for tests and for looking around. */
import { checkCount } from "./check-option.ts";
import { MemorySink } from "./memory-sink.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";
import { Recorder, type RecorderOptions } from "./recorder.ts";
import { type SpanNode, spanTree } from "./span-tree.ts";

/** How much is kept, and how it is recorded. */
export interface InMemoryOptions extends RecorderOptions {
  /** Keeps the newest this many spans, and as many metrics; all unless given. `health()` counts what had to go. */
  readonly limit?: number;
}

/** What was recorded at a moment. */
export interface Recording {
  readonly spans: readonly SpanRecord[];
  readonly metrics: readonly MetricRecord[];
}

/**
 * `spans()` and `metrics()` give what was recorded so far, as frozen records.
 *
 * Throws a RangeError for a limit that is not a positive whole number.
 */
export class InMemoryTelemetry extends Recorder {
  readonly #sink: MemorySink;

  constructor(options: InMemoryOptions = {}) {
    const { limit = Number.POSITIVE_INFINITY } = options;
    if (limit !== Number.POSITIVE_INFINITY) checkCount("InMemoryTelemetry: limit", limit);
    const sink = new MemorySink(limit);
    super(sink, options);
    this.#sink = sink;
  }

  /** The spans that have ended, by end time. */
  spans(): SpanRecord[] {
    return this.#sink.spans();
  }

  /** The metrics, in the order they were emitted. */
  metrics(): MetricRecord[] {
    return this.#sink.metrics();
  }

  /** The spans that are open now, in the order they opened, with the attributes they have so far. */
  openSpans(): SpanStart[] {
    return this.#sink.openSpans();
  }

  /** The spans of that name, by end time. */
  find(name: string): SpanRecord[] {
    return this.spans().filter((span) => span.name === name);
  }

  /** The spans as trees, parents first, in the order they started. */
  tree(): SpanNode[] {
    return spanTree(this.spans());
  }

  /** Forgets spans and metrics. Spans that are open stay so, and are recorded when they end. */
  clear(): void {
    this.#sink.clear();
  }

  /** What was recorded, and forgets it. */
  take(): Recording {
    const recording = { spans: this.spans(), metrics: this.metrics() };
    this.clear();
    return recording;
  }
}
