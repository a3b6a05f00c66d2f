/** Reads durations that are typed. */

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `500ms`, `1.5s`, `5m`, `2h`, `1d`. Throws an Error that says so. */
export function durationOf(text: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const unitMs = unitsMs[unit];
  if (unitMs === undefined) throw new Error("Give a duration, such as 500ms, 30s, 5m, 2h or 1d.");
  return Number(number) * unitMs;
}
