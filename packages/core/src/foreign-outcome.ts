/** What becomes of the promise that a foreign telemetry's `trace` gives back. */

/**
 * Settles when `returned` has: rejects with a failure that is the telemetry's own, and resolves for one that `work`, the
 * promise that the telemetry was given, is the cause of. Never an unhandled rejection. Absent where there is nothing to
 * wait for but `work`.
 */
export function foreignOutcome(returned: unknown, work: Promise<unknown> | undefined): Promise<void> | undefined {
  work?.catch(() => {});
  if (returned === work || typeof (returned as PromiseLike<unknown> | null)?.then !== "function") return undefined;
  const outcome = Promise.allSettled([returned, work]).then(([own, cause]) => {
    if (own.status === "fulfilled" || (cause.status === "rejected" && cause.reason === own.reason)) return;
    throw own.reason;
  });
  outcome.catch(() => {});
  return outcome;
}
