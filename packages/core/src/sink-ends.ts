/** Where the records of a sink end up: two telemetries whose records end up in the same place share their spans. */
import type { Delivery } from "./delivery.ts";
import type { Sink } from "./sink.ts";

interface End {
  /** The delivery inside a wrapper. */
  readonly inner?: Delivery;
  /** What a sink stands for. */
  readonly object?: object;
}

const KEY: unique symbol = Symbol.for("heddle.end/1");

/** Says that `sink` passes on to something else. */
export function declareEnd(sink: Sink, end: End): void {
  Object.defineProperty(sink, KEY, { value: end });
}

/** The delivery inside a sink that wraps another one. */
export function innerOf(sink: Sink): Delivery | undefined {
  return (sink as { [KEY]?: End })[KEY]?.inner;
}

export function endOf(sink: Sink): object {
  const end = (sink as { [KEY]?: End })[KEY];
  return end?.inner === undefined ? (end?.object ?? sink) : endOf(end.inner.sink);
}
