/** Remembers the last names it was given, within a bounded memory. */

/** How many are remembered at least; twice as many at most. */
const REMEMBERED = 100_000;

export class Repeats {
  readonly #remembered: number;
  #recent = new Set<string>();
  #older: ReadonlySet<string> = new Set();

  constructor(remembered: number = REMEMBERED) {
    this.#remembered = remembered;
  }

  has(identity: string): boolean {
    return this.#recent.has(identity) || this.#older.has(identity);
  }

  /** Whether it was there already. */
  add(identity: string): boolean {
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
