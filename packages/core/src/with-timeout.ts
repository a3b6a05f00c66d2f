/** Waits for a promise, but not for ever. */

/** The longest that a timer waits: of more, Node makes a millisecond. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;

/** Rejects when `work` has not settled in time; what becomes of it later is nobody's business. */
export async function withTimeout<T>(work: PromiseLike<T> | undefined, timeoutMs: number): Promise<T | undefined> {
  if (work === undefined) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
