/** Refuses what the types refuse, for those who have none: with a TypeError that says where, what was given and what to give. */
import { checkKeys, hasKeys } from "./check-keys.ts";
import { patternText } from "./pattern-text.ts";
import { isTextPattern } from "./value-pattern.ts";

/** That `given` is one of `values`. */
export function checkOneOf(given: unknown, values: readonly string[], where: string): void {
  if (values.includes(given as string)) return;
  const quoted = values.map((value) => JSON.stringify(value));
  throw refused(given, where, `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`);
}

/** That `given` is something that a text can be held to. */
export function checkText(given: unknown, where: string): void {
  if (!isTextPattern(given)) throw refused(given, where, "a text, a RegExp, a function or a matcher");
}

/** That `given` is a list; `what` it has to be is a phrase: "a list of spans". */
export function checkList(given: unknown, what: string, where: string): void {
  if (!Array.isArray(given)) throw refused(given, where, what);
}

/** That `given` is a list of names; expressions that names match are names if `mayMatch`. */
export function checkNames(given: unknown, where: string, mayMatch: boolean = false): void {
  const isName = (each: unknown) => typeof each === "string" || (mayMatch && each instanceof RegExp);
  if (!Array.isArray(given) || !given.every(isName)) throw refused(given, where, "a list of names");
}

/** That `given` is `true` or `false`. */
export function checkFlag(given: unknown, where: string): void {
  if (typeof given !== "boolean") throw refused(given, where, "true or false");
}

/** That `given` has keys and values; `what` it has to be is a phrase. */
export function checkObject(given: unknown, what: string, where: string): void {
  if (!hasKeys(given)) throw refused(given, where, what);
}

/** That `given` is an object with some of `keys`; `what` it tells of is a phrase, as is `example`: "span", `{ type: "tool" }`. */
export function checkPattern(
  given: unknown,
  keys: readonly string[],
  who: string,
  what: string,
  example: string,
): void {
  if (!hasKeys(given)) {
    throw new TypeError(
      `${who}: ${patternText(given)} is no ${what}; give its name, or what must hold of it, such as ${example}`,
    );
  }
  checkKeys(given, keys, who);
}

function refused(given: unknown, where: string, fix: string): TypeError {
  return new TypeError(`${where} is ${patternText(given)}; give ${fix}`);
}
