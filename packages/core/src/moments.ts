/** Knows in which order spans opened and ended: clocks are too coarse to tell, and those of tests stand still. */
import type { SpanRecord, SpanStart } from "./record.ts";

/** Places in the order of what happened. */
export interface Moments {
  readonly opened: number;
  /** `Infinity` of a span that is open. */
  readonly ended: number;
}

let latest = 0;

/** Comes after all that were given before, whichever telemetry asked. */
export function nextMoment(): number {
  return ++latest;
}

const momentsByRecord = new WeakMap<SpanRecord | SpanStart, Moments>();

/** Remembers the moments of the span that `record` tells of, for as long as the record is there. */
export function keepMoments(record: SpanRecord | SpanStart, moments: Moments): void {
  momentsByRecord.set(record, moments);
}

/** `undefined` for a record of which only its times are known, such as a copy. */
export function momentsOf(record: SpanRecord | SpanStart): Moments | undefined {
  return momentsByRecord.get(record);
}
