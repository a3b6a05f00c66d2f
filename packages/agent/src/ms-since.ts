/** How long something took. */

/** Milliseconds since `startedAt`, to the microsecond. */
export function msSince(startedAt: number, now: () => number): number {
  return Math.round((now() - startedAt) * 1000) / 1000;
}
