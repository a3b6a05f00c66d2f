/** Waits that can be ended early, all at once. */

/** A timer that is set for longer goes off at once. */
const LONGEST_MS = 2 ** 31 - 1;

export class Naps {
  readonly #wakers = new Set<() => void>();

  /** Resolves after `ms`, or when `wake` is called. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(ms, LONGEST_MS));
      this.#wakers.add(wake);
    });
  }

  /** Ends every wait that is under way. */
  wake(): void {
    for (const wake of this.#wakers) wake();
  }
}
