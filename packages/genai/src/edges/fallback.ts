/** Another way when one fails. */
import { checkFunctions } from "../spans/check-call.ts";
import { EdgeScope } from "./edges.ts";

/** One way to do it; it is told what went wrong with the one before. */
export type Alternative<T> = (error: unknown) => T | PromiseLike<T>;

/**
 * Tries the alternatives in their order until one succeeds, and gives what it gives; the error of the last when none does. The first
 * typed span of each further one names the last one of the alternative before: `fallback_of`.
 *
 * Rejects with a TypeError without an alternative, and for one that is no function.
 */
export async function fallback<T>(alternatives: readonly Alternative<T>[]): Promise<T> {
  checkFunctions("fallback", "an alternative", alternatives);
  if (alternatives.length === 0) throw new TypeError("fallback: there is no alternative; give one or more functions");
  let scope = new EdgeScope({});
  let failure: unknown;
  for (const alternative of alternatives) {
    try {
      const before = failure;
      return await scope.run(() => alternative(before));
    } catch (error) {
      failure = error;
      const { last } = scope;
      scope = new EdgeScope(last === undefined ? {} : { fallback_of: last });
    }
  }
  throw failure;
}
