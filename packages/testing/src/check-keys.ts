/** Says which option does not exist, to those whose editor did not. */
import { patternText } from "./pattern-text.ts";

/** Throws a TypeError that begins with `who` for the first key of `options` that is not `known`, and for what is no object. */
export function checkKeys(options: unknown, known: readonly string[], who: string): void {
  if (!hasKeys(options)) {
    throw new TypeError(`${who}: ${patternText(options)} is no object; give one with ${known.join(", ")}`);
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new TypeError(`${who}: there is no ${JSON.stringify(unknown)}; there are ${known.join(", ")}`);
}

/** Whether `value` is an object with keys of its own, rather than a list, a map, a date, … */
export function hasKeys(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === "[object Object]";
}
