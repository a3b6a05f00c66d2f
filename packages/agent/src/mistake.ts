/** A mistake in calling us: thrown at once, with the value and the fix. */
import { inspect } from "node:util";

/** `Agent: maxTurns is NaN; give a number from 1`. */
export function mistake(what: string, value: unknown, fix: string): TypeError {
  const shown = typeof value === "string" ? JSON.stringify(value) : inspect(value, { depth: 0 });
  return new TypeError(`${what} is ${shown}; ${fix}`);
}
