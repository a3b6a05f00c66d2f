/** A program's own clock, which may be broken. */
import type { Clock } from "./clock.ts";

/**
 * Says what `clock` says. A later reading that fails, or is no number, is the last one again: a span that is open must
 * end. The first one throws, for then there is no span yet.
 */
export function steadyClock(clock: Clock): Clock {
  const monotonicMs = steady(() => clock.monotonicMs());
  const wallMs = steady((reading: number) => clock.wallMs(reading));
  return { monotonicMs, wallMs };
}

function steady<A extends readonly unknown[]>(read: (...args: A) => number): (...args: A) => number {
  let last: number | undefined;
  return (...args) => {
    try {
      const now = read(...args);
      if (!Number.isFinite(now)) throw new RangeError(`the clock says ${String(now)}`);
      last = now;
    } catch (error) {
      if (last === undefined) throw error;
    }
    return last;
  };
}
