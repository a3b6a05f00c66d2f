/** Knows records that were read before, within a bounded memory. */

/** How many are remembered at least; twice as many at most. */
const REMEMBERED = 100_000;

export class Repeats {
  readonly #remembered: number;
  #recent = new Set<string>();
  #older: ReadonlySet<string> = new Set();

  constructor(remembered: number = REMEMBERED) {
    this.#remembered = remembered;
  }

  /** Whether `identity` was asked for among the last ones; from now on it was. */
  has(identity: string): boolean {
    if (this.#recent.has(identity)) return true;
    const isRepeat = this.#older.has(identity);
    if (this.#recent.size >= this.#remembered) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    this.#recent.add(identity);
    return isRepeat;
  }
}
