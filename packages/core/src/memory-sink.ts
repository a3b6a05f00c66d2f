/** Keeps what was recorded. */
import type { EmittedMetric } from "./emitted-metric.ts";
import { declareLate, type LateSink, type OpenSpans } from "./late-sink.ts";
import { keepMoments, type Moments, momentsOf, nextMoment } from "./moments.ts";
import type { OpenSpan } from "./open-span.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";
import { Ring } from "./ring.ts";
import type { SinkCounts } from "./sink.ts";
import { SpanStore } from "./span-store.ts";

export class MemorySink implements LateSink {
  readonly name = "memory";
  readonly #spans: SpanStore;
  readonly #metrics: Ring<{ toRecord(): MetricRecord }>;
  /** Who opens spans that end up here. Weakly: a program may make a telemetry for each of its requests. */
  #recorders: WeakRef<OpenSpans>[] = [];
  /** The open spans whose start came as a record, by span id. */
  readonly #started = new Map<string, SpanStart>();
  #dropped = 0;

  constructor(limit: number) {
    this.#spans = new SpanStore(limit);
    this.#metrics = new Ring(limit);
    declareLate(this);
  }

  attach(recorder: OpenSpans): void {
    this.#recorders = this.#recorders.filter((known) => known.deref() !== undefined);
    this.#recorders.push(new WeakRef(recorder));
  }

  /** Those that are open are asked for when somebody wants to know. */
  readonly spanOpened = (): void => {};

  spanEnded(span: OpenSpan): void {
    if (this.#spans.add(span)) this.#dropped++;
  }

  metricEmitted(metric: EmittedMetric): void {
    if (this.#metrics.push(metric)) this.#dropped++;
  }

  spanStarted(start: SpanStart): void {
    keepMoments(start, { opened: nextMoment(), ended: Infinity });
    this.#started.set(start.spanId, start);
  }

  write(record: SpanRecord | MetricRecord): void {
    if (record.kind === "metric") {
      if (this.#metrics.push({ toRecord: () => record })) this.#dropped++;
      return;
    }
    const start = this.#started.get(record.spanId);
    if (start !== undefined) keepMoments(record, { ...(momentsOf(start) as Moments), ended: nextMoment() });
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
    return this.#metrics.toArray().map((metric) => metric.toRecord());
  }

  openSpans(): SpanStart[] {
    const recorded = this.#recorders.flatMap((recorder) => [...(recorder.deref()?.openSpans() ?? [])]);
    const starts = [...recorded.map(startOf), ...this.#started.values()];
    return starts.sort((a, b) => a.startedAt - b.startedAt);
  }

  clear(): void {
    this.#spans.clear();
    this.#metrics.clear();
  }
}

function startOf(span: OpenSpan): SpanStart {
  const start = span.toStart();
  keepMoments(start, { opened: span.opened, ended: Infinity });
  return start;
}
