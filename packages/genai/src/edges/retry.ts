/** Work that is tried again when it fails. */
import { setTimeout as delay } from "node:timers/promises";
import { checkOptions, checkWork } from "../spans/check-call.ts";
import { EdgeScope } from "./edges.ts";

/** How often, and how long between. */
export interface RetryOptions {
  /** The first one included. 3 unless given. */
  readonly attempts?: number;
  /** Milliseconds before the next attempt; `attempt` is the number of the one that has failed, from 1 on. None unless given. */
  readonly delayMs?: number | ((attempt: number, error: unknown) => number);
  /** Whether it is tried again after this error; unless told, after all but an abort. */
  readonly when?: (error: unknown, attempt: number) => boolean;
  /** Stops it, also while it waits. */
  readonly signal?: AbortSignal;
}

/**
 * Calls `work` until it succeeds, and gives what it gives; the last error when it never does. The first typed span of each further
 * attempt names that of the one before: `retry_of`. `attempt` counts from 1.
 *
 * Rejects with a RangeError for a number of attempts that is none, and with a TypeError for options or work that is none.
 */
export async function retry<T>(options: RetryOptions, work: (attempt: number) => T | PromiseLike<T>): Promise<T> {
  checkOptions("retry", options);
  checkWork("retry", work);
  const { attempts = 3, delayMs = 0, when = isNoAbort, signal } = options;
  if (!(attempts >= 1))
    throw new RangeError(`retry: attempts ${String(attempts)} is not a number of attempts; give 1 or more`);
  let scope = new EdgeScope({});
  for (let attempt = 1; ; attempt++) {
    try {
      signal?.throwIfAborted();
      return await scope.run(() => work(attempt));
    } catch (error) {
      if (attempt >= attempts || signal?.aborted || !when(error, attempt)) throw error;
      const ms = typeof delayMs === "number" ? delayMs : delayMs(attempt, error);
      if (ms > 0) await delay(ms, undefined, signal && { signal });
      const { first } = scope;
      scope = new EdgeScope(first === undefined ? {} : { retry_of: first });
    }
  }
}

function isNoAbort(error: unknown): boolean {
  return !(error instanceof Error && error.name === "AbortError");
}
