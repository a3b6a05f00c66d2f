/** What an assertion throws, so that every test runner shows it well. */
import { AssertionError } from "node:assert";

/** What was compared, for runners that show the difference. */
interface Compared {
  readonly expected?: unknown;
  readonly actual?: unknown;
}

/** Its stack begins where `assertion` was called. */
export function failureOf(
  assertion: (...args: never[]) => unknown,
  message: string,
  compared: Compared = {},
): AssertionError {
  const error = new AssertionError({ message, operator: assertion.name, ...compared, stackStartFn: assertion });
  // Vitest takes it for the text of a comparison.
  Reflect.deleteProperty(error, "diff");
  return error;
}
