/** What comes out bit by bit, put together. */

/** This much is kept; more is counted. */
const MAX_CHARACTERS = 1_000_000;
const MAX_ITEMS = 10_000;

/** Texts are joined; anything else is a list. */
export class CollectedOutput {
  readonly #items: unknown[] = [];
  #isText = true;
  #characters = 0;
  #left = 0;

  add(item: unknown): void {
    if (this.#characters >= MAX_CHARACTERS || this.#items.length >= MAX_ITEMS) {
      this.#left++;
      return;
    }
    if (typeof item === "string") this.#characters += item.length;
    else this.#isText = false;
    this.#items.push(item);
  }

  value(): unknown {
    const note = this.#left === 0 ? [] : [`… [${this.#left} more]`];
    return this.#isText ? [...this.#items, ...note].join("") : [...this.#items, ...note];
  }
}
