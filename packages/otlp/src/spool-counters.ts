/** What the threads of a spool know of each other at any moment, without asking. */

const FIELDS = ["written", "failed", "freedBytes", "foreignBytes"] as const;

type Field = (typeof FIELDS)[number];

/** Whole numbers in memory that two threads share. */
export class SpoolCounters {
  /** To be handed to the other thread. */
  readonly memory: SharedArrayBuffer;
  readonly #numbers: BigInt64Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(FIELDS.length * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#numbers = new BigInt64Array(memory);
  }

  /** Records of this run that the backend has taken. */
  get written(): number {
    return this.#read("written");
  }

  set written(count: number) {
    this.#store("written", count);
  }

  /** Records of this run that the backend has refused for good. */
  get failed(): number {
    return this.#read("failed");
  }

  set failed(count: number) {
    this.#store("failed", count);
  }

  /** How much of what this run has written is deleted by now. */
  get freedBytes(): number {
    return this.#read("freedBytes");
  }

  set freedBytes(bytes: number) {
    this.#store("freedBytes", bytes);
  }

  /** What other runs have in the folder. */
  get foreignBytes(): number {
    return this.#read("foreignBytes");
  }

  set foreignBytes(bytes: number) {
    this.#store("foreignBytes", bytes);
  }

  #read(field: Field): number {
    return Number(Atomics.load(this.#numbers, FIELDS.indexOf(field)));
  }

  #store(field: Field, value: number): void {
    Atomics.store(this.#numbers, FIELDS.indexOf(field), BigInt(value));
  }
}
