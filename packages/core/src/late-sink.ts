/** How a sink of this package takes spans and metrics without records: whoever reads them later pays for building them. */
import type { EmittedMetric } from "./emitted-metric.ts";
import type { OpenSpan } from "./open-span.ts";
import type { Sink } from "./sink.ts";

/** Knows the spans that are open. */
export interface OpenSpans {
  /** In the order they opened. */
  openSpans(): Iterable<OpenSpan>;
}

export interface LateSink extends Sink {
  /** Called by each recorder that takes the sink. */
  attach?(open: OpenSpans): void;
  /** Where start records are wanted. */
  readonly spanOpened?: (span: OpenSpan) => void;
  spanEnded(span: OpenSpan): void;
  metricEmitted(metric: EmittedMetric): void;
}

/** A list rather than a look at the methods: a sink of another copy of this package takes plain records. */
const lateSinks = new WeakSet<Sink>();

export function declareLate(sink: LateSink): void {
  lateSinks.add(sink);
}

export function asLateSink(sink: Sink): LateSink | undefined {
  return lateSinks.has(sink) ? (sink as LateSink) : undefined;
}
