/** Milliseconds with a fraction as whole microseconds. */

/** The whole milliseconds are kept apart: from 2112 on the product of a time and 1,000 is too long for a number to be exact. */
export function wholeMicroseconds(timeMs: number): number {
  const wholeMs = Math.floor(timeMs);
  return wholeMs * 1000 + Math.round((timeMs - wholeMs) * 1000);
}
