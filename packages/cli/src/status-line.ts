/** A line at the end of standard error that is written again and again, where that is a terminal. */
import type { Io } from "./io.ts";

/** What takes less is not worth a line. */
const QUIET_MS = 400;
const EVERY_MS = 100;
const CLEAR = "\r\u001b[K";

/** Nothing shows where standard error is no terminal. */
export class StatusLine {
  readonly #io: Io;
  readonly #startedAt: number;
  #shownAt = Number.NEGATIVE_INFINITY;
  #isShown = false;

  constructor(io: Io) {
    this.#io = io;
    this.#startedAt = io.monotonicMs();
  }

  /** `text` is asked with the milliseconds that have gone by, when it is time for a new text. */
  show(text: (elapsedMs: number) => string): void {
    const { stderr, monotonicMs } = this.#io;
    const now = monotonicMs();
    const elapsedMs = now - this.#startedAt;
    if (!stderr.isTTY || elapsedMs < QUIET_MS || now - this.#shownAt < EVERY_MS) return;
    this.#shownAt = now;
    this.#isShown = true;
    void stderr.write(CLEAR + text(elapsedMs).slice(0, (stderr.columns ?? 80) - 1));
  }

  /** Makes room for what is to be said. */
  clear(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    void this.#io.stderr.write(CLEAR);
  }
}
