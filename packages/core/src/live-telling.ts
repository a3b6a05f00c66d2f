/** Knows where a recorder's span has been told of already, while the recorder tells its live sinks of it. */
import { deliveriesOf, type Member } from "./deliveries-of.ts";
import type { Delivery } from "./delivery.ts";
import { endOf } from "./sink-ends.ts";

let told: readonly object[] = [];

/**
 * From here on, what a foreign system brings back is what it was just given, and no news to `sinks`. The answer is for
 * `toldLive`.
 */
export function tellingLive(sinks: readonly object[]): readonly object[] {
  const before = told;
  told = sinks;
  return before;
}

/** The end of `tellingLive`, which may be inside another one. */
export function toldLive(before: readonly object[]): void {
  told = before;
}

/** Whether the sink of `delivery` has the present span from its recorder. */
export function hasBeenTold(delivery: Delivery): boolean {
  return told.length > 0 && told.includes(endOf(delivery.sink));
}

/** Whether a recorder is telling its live sinks of a span that sinks of `target` know: what is opened there now is that span. */
export function isTelling(target: Member): boolean {
  return told.length > 0 && deliveriesOf(target).some(hasBeenTold);
}
