/** The time that work stands still for a person. */

/** Adds up the times between a pause and the next go. Pauses that overlap, of parallel branches, count once. */
export class Waiting {
  readonly #now: () => number;
  #depth = 0;
  #since = 0;
  #totalMs = 0;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether it has just begun to wait. */
  pause(): boolean {
    this.#depth++;
    if (this.#depth === 1) this.#since = this.#now();
    return this.#depth === 1;
  }

  /** Whether it has just gone on. */
  resume(): boolean {
    if (this.#depth === 0) return false;
    this.#depth--;
    if (this.#depth === 0) this.#totalMs += this.#now() - this.#since;
    return this.#depth === 0;
  }

  /** Milliseconds so far, a pause that lasts included. */
  totalMs(): number {
    const total = this.#depth > 0 ? this.#totalMs + this.#now() - this.#since : this.#totalMs;
    return Math.round(total * 1000) / 1000;
  }
}
