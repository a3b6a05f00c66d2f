/** The time that metrics are told for: the records', for they may be old. */

/** How far the records have come, as plain data. */
export interface RecordTimeState {
  readonly newest?: number;
  readonly now?: number;
}

/** Goes on from the newest record as the clock does, and never back. */
export class RecordTime {
  #newest: number | undefined;
  #now: number | undefined;
  #seenAt: number | undefined;

  constructor({ newest, now }: RecordTimeState = {}) {
    this.#newest = newest;
    this.#now = now;
  }

  /** A record of this time has come. */
  seen(recordedAt: number): void {
    if (this.#newest !== undefined && recordedAt <= this.#newest) return;
    this.#newest = recordedAt;
    this.#seenAt = undefined;
  }

  /** What time it is where the records are, when the clock says `nowMs`. */
  at(nowMs: number): number {
    this.#seenAt ??= nowMs;
    const now = (this.#newest ?? nowMs) + Math.max(0, nowMs - this.#seenAt);
    this.#now = Math.max(this.#now ?? now, now);
    return this.#now;
  }

  /** What it was when somebody last asked. */
  get now(): number | undefined {
    return this.#now;
  }

  get state(): RecordTimeState {
    return {
      ...(this.#newest !== undefined && { newest: this.#newest }),
      ...(this.#now !== undefined && { now: this.#now }),
    };
  }
}
