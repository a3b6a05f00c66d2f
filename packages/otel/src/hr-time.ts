/** OpenTelemetry's times. */
import { wholeMicroseconds } from "@heddle/core/bridge";
import type { HrTime } from "./otel-api.ts";

/** The time in milliseconds since the epoch, exact to the microsecond. */
export function toHrTime(timeMs: number): HrTime {
  const us = wholeMicroseconds(timeMs);
  const seconds = Math.floor(us / 1_000_000);
  return [seconds, (us - seconds * 1_000_000) * 1000];
}
