/** Work that is called off by a signal, or because its time is over. */
import { BudgetExceededError } from "./budget.ts";

/** Makes every span that it ends `cancelled`, whatever the reason is. */
class CalledOff extends Error {
  override readonly name = "AbortError";

  constructor(reason: unknown) {
    super("the run was called off", { cause: reason });
  }
}

/** The longest time that a timer can wait: 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs `work` with a signal that aborts when `outer` does, and after `maxMs` with a BudgetExceededError; `aborted` rejects
 * then. Rejects with what `work` throws, or with the reason of `outer`.
 */
export async function stoppable<T>(
  outer: AbortSignal | undefined,
  maxMs: number | undefined,
  work: (signal: AbortSignal, aborted: Promise<never>) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => {});
  const stop = (reason: Error) => {
    reject(reason);
    over.abort(reason);
  };
  const callOff = () => stop(new CalledOff(outer?.reason));
  const end = () => stop(new BudgetExceededError("max_wall_clock"));
  const timer = maxMs !== undefined && maxMs <= MAX_TIMER_MS ? setTimeout(end, maxMs) : undefined;
  if (outer?.aborted) callOff();
  outer?.addEventListener("abort", callOff, { once: true });
  try {
    return await work(over.signal, aborted);
  } catch (error) {
    throw error instanceof CalledOff ? error.cause : error;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", callOff);
  }
}
