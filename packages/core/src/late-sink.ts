/** How a sink of this package takes spans without a record: whoever reads it later pays for building one. */
import type { OpenSpan } from "./open-span.ts";
import type { Sink } from "./sink.ts";

export interface LateSink extends Sink {
  spanOpened(span: OpenSpan): void;
  spanEnded(span: OpenSpan): void;
}

/** A list rather than a look at the methods: a sink of another copy of this package takes plain records. */
const lateSinks = new WeakSet<Sink>();

export function declareLate(sink: LateSink): void {
  lateSinks.add(sink);
}

export function asLateSink(sink: Sink): LateSink | undefined {
  return lateSinks.has(sink) ? (sink as LateSink) : undefined;
}
