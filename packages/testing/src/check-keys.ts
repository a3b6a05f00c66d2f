/** Says which option does not exist, to those whose editor did not. */
import { patternText } from "./pattern-text.ts";

/** Throws a TypeError that begins with `who` for the first key of `options` that is not `known`, and for what is no object. */
export function checkKeys(options: unknown, known: readonly string[], who: string): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${who}: ${patternText(options)} is no object; give one with ${known.join(", ")}`);
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new TypeError(`${who}: there is no ${JSON.stringify(unknown)}; there are ${known.join(", ")}`);
}
