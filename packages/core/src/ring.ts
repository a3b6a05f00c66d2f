/** A list that keeps its newest items. */
export class Ring<T> {
  readonly #limit: number;
  #items: T[] = [];
  /** Where the oldest item is, once the list is full. */
  #start = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds an item; true when the oldest one had to go for it. */
  push(item: T): boolean {
    if (this.#items.length < this.#limit) {
      this.#items.push(item);
      return false;
    }
    this.#items[this.#start] = item;
    this.#start = (this.#start + 1) % this.#limit;
    return true;
  }

  /** Oldest first. */
  toArray(): T[] {
    return [...this.#items.slice(this.#start), ...this.#items.slice(0, this.#start)];
  }

  clear(): void {
    this.#items = [];
    this.#start = 0;
  }
}
