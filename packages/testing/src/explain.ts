/** Shows a value to a person, in a few lines at most. */
import { inspect } from "node:util";

/** Long text and lists are cut, and an error is told by its type and message. */
export function explain(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return inspect(value, { depth: 6, maxArrayLength: 20, maxStringLength: 200, breakLength: 120 });
}
