/** What rules check with. */
import { isDeepStrictEqual } from "node:util";
import { BrokenRule } from "./broken-rule.ts";
import { explain } from "./explain.ts";

/** Throws unless `actual` is the very same as `expected`. `what` is a phrase: "what trace() returned". */
export function expectSame(what: string, actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) throw unlike(what, actual, expected);
}

/** Throws unless `actual` is as `expected`, all the way down. */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) throw unlike(what, actual, expected);
}

/** Throws unless `holds`. `sentence` says what should have been. */
export function expectTrue(holds: boolean, sentence: string): void {
  if (!holds) throw new BrokenRule(sentence);
}

/** Calls `work`, and throws when that throws. `what` is a phrase: "emitMetric() with NaN". */
export function expectNoThrow<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new BrokenRule(`${what} threw ${explain(error)}`, { cause: error });
  }
}

/** Throws unless `work` throws that very `error`. */
export function expectThrows(what: string, error: unknown, work: () => unknown): void {
  let returned: unknown;
  try {
    returned = work();
  } catch (thrown) {
    expectSame(`what came out of ${what}`, thrown, error);
    return;
  }
  throw new BrokenRule(`${what} returned ${explain(returned)}; it should throw ${explain(error)}`);
}

function unlike(what: string, actual: unknown, expected: unknown): BrokenRule {
  return new BrokenRule(
    `${what} is not as it should be\n  expected: ${explain(expected)}\n  came:     ${explain(actual)}`,
  );
}
