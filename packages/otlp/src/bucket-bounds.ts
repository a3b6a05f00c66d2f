/** Which buckets suit a histogram. */
import type { MetricIdentity } from "./metric-data.ts";

/** Of durations in seconds and of tokens: those of the GenAI conventions. */
const seconds = Array.from({ length: 14 }, (_, step) => (1 << step) / 100);
const tokens = Array.from({ length: 14 }, (_, step) => 4 ** step);
/** From 64 B to 4 GiB. */
const bytes = Array.from({ length: 14 }, (_, step) => 64 * 4 ** step);
/** OpenTelemetry's own. */
const others = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

const byUnit = new Map([
  ["s", seconds],
  ["ms", seconds.map((bound) => bound * 1000)],
  ["By", bytes],
]);

/** The upper ends of the buckets for a histogram of this name and unit. */
export function bucketBounds({ name, unit }: MetricIdentity): readonly number[] {
  return byUnit.get(unit) ?? (/token/i.test(name) || unit === "{token}" ? tokens : others);
}
