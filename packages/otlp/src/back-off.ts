/** How long to wait after failures: each doubles the wait, and chance spreads it, so that many processes do not come as one. */
import type { RetryOptions } from "./otlp-options.ts";

/** A server that asks for longer is mistaken, or its clock is. */
const LONGEST_WAIT_MS = 3_600_000;

export class BackOff {
  readonly #retry: Required<RetryOptions>;
  /** From 0 up to 1. */
  readonly #random: () => number;
  readonly #resume: () => void;
  #failures = 0;
  #isAsked = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(retry: Required<RetryOptions>, random: () => number, resume: () => void) {
    this.#retry = retry;
    this.#random = random;
    this.#resume = resume;
  }

  /** Whether to hold back. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /** Whether the last thing that is known is a failure. */
  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  /** `retryAfterMs`: what the server asks for. Failures of what was under way at the same time count as one. */
  failed(retryAfterMs: number | undefined, slowestMs = 0): void {
    if (this.isWaiting) return;
    const { firstMs, maxMs } = this.#retry;
    const spread = 0.5 + this.#random() / 2;
    // A server that asks for no wait is taken at its word once: else nothing would keep it from being asked without end.
    const leastMs = this.#failures === 0 ? 0 : Math.min(firstMs, maxMs) * spread;
    const ownMs = Math.max(Math.min(firstMs * 2 ** this.#failures, maxMs), slowestMs) * spread;
    const askedMs = retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, LONGEST_WAIT_MS);
    const waitMs = askedMs === undefined ? ownMs : Math.max(askedMs, leastMs);
    this.#failures++;
    this.#isAsked = waitMs === askedMs;
    this.#timer = setTimeout(() => this.#goOn(), waitMs).unref();
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Ends a wait that no server has asked for; those after it are short again. */
  hurry(): void {
    if (!this.isWaiting || this.#isAsked) return;
    this.#failures = 1;
    this.#goOn();
  }

  #goOn(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#resume();
  }
}
