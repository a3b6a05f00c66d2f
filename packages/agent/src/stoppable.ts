/** Work that is called off by a signal, or because its time is over. */
import { BudgetExceededError } from "./budget.ts";

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
  // An AbortError makes every span that it ends `cancelled`, whatever the reason is.
  const calledOff = () => new Error("the run was called off", { cause: outer?.reason });
  const callOff = () => stop(Object.assign(calledOff(), { name: "AbortError" }));
  const end = () => stop(new BudgetExceededError("max_wall_clock"));
  // A timer that is given more than 24 days goes off at once.
  const timer = maxMs !== undefined && maxMs < 2 ** 31 ? setTimeout(end, maxMs) : undefined;
  if (outer?.aborted) callOff();
  outer?.addEventListener("abort", callOff, { once: true });
  try {
    return await work(over.signal, aborted);
  } catch (error) {
    throw outer?.aborted && error === over.signal.reason ? outer.reason : error;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", callOff);
  }
}
