/** How other parts of Heddle, also of another copy of this package, reach into a telemetry: never by `instanceof`. */
import type { KeyedValue } from "./context.ts";
import type { Delivery } from "./delivery.ts";
import type { ParentSource } from "./parent-source.ts";
import type { Attributes } from "./record.ts";
import type { RecorderOptions } from "./recorder.ts";
import type { ManualSpan, SpanOptions } from "./start-span.ts";
import type { Telemetry } from "./telemetry.ts";

export interface RecorderAccess {
  /** The sinks it delivers to. */
  readonly deliveries: readonly Delivery[];
  /** What it was made with: a wrapper around it keeps the clock and the ids. */
  readonly options: RecorderOptions;
  /** Opens a span that a later call ends, with `value` in its context. Throws for options that are no times or ids. */
  openByHand(name: string, attributes: Attributes, options: SpanOptions, value?: KeyedValue): ManualSpan;
  /** Asks `source` for the parents of new spans, after the live sinks. */
  addParentSource(source: ParentSource): void;
}

const KEY: unique symbol = Symbol.for("heddle.recorder/1");

/** Makes `telemetry` known as one of Heddle's. */
export function grantAccess(telemetry: Telemetry, access: RecorderAccess): void {
  Object.defineProperty(telemetry, KEY, { value: access });
}

/** The inside of a telemetry of Heddle's; `undefined` for a foreign one. */
export function accessRecorder(telemetry: Telemetry): RecorderAccess | undefined {
  return (telemetry as { [KEY]?: RecorderAccess })[KEY];
}

/** What a telemetry of Heddle's was made with, its clock and its ids among it, for one that takes its place; nothing of a foreign one. */
export function optionsOf(telemetry: Telemetry): RecorderOptions {
  return accessRecorder(telemetry)?.options ?? {};
}
