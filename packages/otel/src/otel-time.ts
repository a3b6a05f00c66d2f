/** Reads the times that OpenTelemetry's users and SDKs give. */
import type { HrTime } from "./otel-api.ts";

/** A time as OpenTelemetry's API takes it: an HrTime, milliseconds since the epoch or the start of the process, a Date. */
export type OTelTimeInput = HrTime | number | Date;

/** Whole microseconds, rounded before they are added: the sum in nanoseconds would be more than a number holds. */
export function toMicroseconds([seconds, nanoseconds]: HrTime): number {
  return seconds * 1_000_000 + Math.round(nanoseconds / 1000);
}

const LAST_MS = Date.UTC(9999, 11, 31);

/** A time of any form that OpenTelemetry's API takes, in milliseconds since the epoch; `undefined` for what is no time. */
export function toEpochMs(time: unknown): number | undefined {
  const ms = Array.isArray(time) ? toMicroseconds(time as HrTime) / 1000 : fromNumber(time);
  return ms !== undefined && ms >= 0 && ms <= LAST_MS ? ms : undefined;
}

/** A number that is no larger than the process is old is a time of the monotonic clock, which began with it. */
function fromNumber(time: unknown): number | undefined {
  if (time instanceof Date) return time.getTime();
  if (typeof time !== "number") return undefined;
  return time <= performance.now() ? performance.timeOrigin + time : time;
}
