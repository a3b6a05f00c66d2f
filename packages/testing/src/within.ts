/** Waits for what a subject promises, but not for ever. */
import { BrokenRule } from "./broken-rule.ts";
import { explain } from "./explain.ts";

/** Less than the five seconds after which most runners give up, so that the rule is the one to say what hung. */
export const PATIENCE_MS = 4000;

/** `what` is a phrase: "flush()". Throws when `promise` rejects, and when it takes longer than `patienceMs`. */
export async function within<T>(patienceMs: number | undefined, what: string, promise: T | PromiseLike<T>): Promise<T> {
  const ms = patienceMs ?? PATIENCE_MS;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BrokenRule(`${what} did not settle within ${ms} ms`)), ms);
  });
  const told = (error: unknown) => {
    throw new BrokenRule(`${what} rejected with ${explain(error)}`, { cause: error });
  };
  try {
    return await Promise.race([Promise.resolve(promise).catch(told), late]);
  } finally {
    clearTimeout(timer);
  }
}
