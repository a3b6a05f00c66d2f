/** Hands spans and metrics to a sink that takes them without records. */
import { Delivery } from "./delivery.ts";
import type { EmittedMetric } from "./emitted-metric.ts";
import type { LateSink, OpenSpans } from "./late-sink.ts";
import type { OpenSpan } from "./open-span.ts";
import type { SinkOperation, Tally } from "./sink-health.ts";

/** It is on the hot path of most programs, so it hands over without a closure, and nothing of what it calls waits. */
export class LateDelivery extends Delivery {
  readonly #sink: LateSink;

  constructor(sink: LateSink) {
    super(sink);
    this.#sink = sink;
  }

  override attach(open: OpenSpans): void {
    this.#sink.attach?.(open);
  }

  override spanOpened(span: OpenSpan): void {
    if (this.#sink.spanOpened === undefined) return;
    this.starts.taken++;
    try {
      this.#sink.spanOpened(span);
    } catch (error) {
      this.#failed(this.starts, "start", error);
    }
  }

  override spanEnded(span: OpenSpan): void {
    this.records.taken++;
    try {
      this.#sink.spanEnded(span);
    } catch (error) {
      this.#failed(this.records, "write", error);
    }
  }

  override metricEmitted(metric: EmittedMetric): void {
    this.records.taken++;
    try {
      this.#sink.metricEmitted(metric);
    } catch (error) {
      this.#failed(this.records, "write", error);
    }
  }

  #failed(tally: Tally, operation: SinkOperation, error: unknown): void {
    tally.failed++;
    this.report(operation, error);
  }
}
