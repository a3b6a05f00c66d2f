/** Checks options where they are given, each named with what takes it: `buffered: maxWaiting`. */

/** Throws a RangeError for what is no positive whole number. */
export function checkCount(option: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new RangeError(`${option} is ${quote(value)}; give a positive whole number`);
}

/** Throws a TypeError for what is none of the words. */
export function checkWord(option: string, value: unknown, ...words: readonly unknown[]): void {
  if (words.includes(value)) return;
  throw new TypeError(`${option} is ${quote(value)}; give ${words.map(quote).join(" or ")}`);
}

/** What was given, as messages show it. */
export function quote(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
