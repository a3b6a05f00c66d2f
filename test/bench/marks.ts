/** Marks that tell spans apart wherever they end up: whatever the protocol, a text stays a text in it. */

/** So many spans can be told apart. */
export const MAX_MARKS = 4_000_000;

const PREFIX = "bench-mark-";
const DIGITS = 8;

/** The mark of span number `i`, for one of its attributes. */
export function markOf(i: number): string {
  return `${PREFIX}${String(i).padStart(DIGITS, "0")}`;
}

/** The marks that were found so far. */
export class FoundMarks {
  #seen = new Uint8Array(MAX_MARKS);
  #count = 0;

  /** How many are there, each counted once. */
  get count(): number {
    return this.#count;
  }

  addAllIn(bytes: Buffer): void {
    for (let at = bytes.indexOf(PREFIX); at >= 0; at = bytes.indexOf(PREFIX, at + PREFIX.length)) {
      const digits = bytes.toString("latin1", at + PREFIX.length, at + PREFIX.length + DIGITS);
      const number = Number(digits);
      // One that is cut off would be another.
      if (digits.length === DIGITS && this.#seen[number] === 0) {
        this.#seen[number] = 1;
        this.#count++;
      }
    }
  }
}
