/** Which buckets suit a histogram: OpenTelemetry's own suit the milliseconds of web servers. */

/** Of durations and of tokens: those of OpenTelemetry's GenAI conventions. */
const seconds = Array.from({ length: 14 }, (_, step) => (1 << step) / 100);
const tokens = Array.from({ length: 14 }, (_, step) => 4 ** step);
/** From 64 B to 4 GiB. */
const bytes = Array.from({ length: 14 }, (_, step) => 64 * 4 ** step);

const byUnit = new Map<string, readonly number[]>([
  ["s", seconds],
  ["ms", seconds.map((bound) => bound * 1000)],
  ["By", bytes],
  ["{token}", tokens],
]);

/**
 * The upper ends of the buckets for a histogram of this unit, or one whose name speaks of tokens; `undefined` where
 * OpenTelemetry's own are as good as any others.
 */
export function histogramBounds({
  name,
  unit,
}: {
  readonly name: string;
  readonly unit: string;
}): readonly number[] | undefined {
  return byUnit.get(unit) ?? (/token/i.test(name) ? tokens : undefined);
}
