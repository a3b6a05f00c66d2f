/** Times that callers give: checked where they are given. */
import { wholeMicroseconds } from "./whole-microseconds.ts";

/** Milliseconds since the epoch (fractions to the microsecond), or a Date. */
export type TimeInput = number | Date;

const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Whole microseconds since the epoch; `undefined` stays so. Throws for what is no time. `what` names the argument. */
export function toMicroseconds(time: TimeInput | undefined, what: string): number | undefined {
  if (time === undefined) return undefined;
  const ms = time instanceof Date ? time.getTime() : time;
  if (typeof ms === "number" && ms >= 0 && ms <= LAST_MS) return wholeMicroseconds(ms);
  throw new RangeError(`${what} ${String(time)} is not a time; give milliseconds since the epoch, or a Date`);
}
