/** Finds the quantiles of any number of values in a bounded memory. */

/** How many values are kept as they are: 80 KB. */
const EXACT = 10_000;
/** Beyond, a value is known to within this share of itself: buckets whose bounds grow by the same factor, as in DDSketch. */
const RELATIVE_ERROR = 0.01;
const GROWTH = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GROWTH = Math.log(GROWTH);
/** What is smaller is none. */
const SMALLEST = 1e-9;

/** Exact up to 10,000 values; beyond, to within 1 % of the value. */
export class Quantiles {
  #values: number[] | undefined = [];
  /** How many values there are in each bucket: in bucket n, up to `GROWTH ** n`. */
  readonly #buckets = new Map<number, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** `value`: 0 or more. */
  add(value: number): void {
    this.#count++;
    if (this.#values === undefined) this.#drop(value);
    else this.#values.push(value);
    if (this.#values === undefined || this.#values.length <= EXACT) return;
    for (const each of this.#values) this.#drop(each);
    this.#values = undefined;
  }

  /** The value at a share of the count, nearest rank, such as 0.5 for the median. There is none of no values: 0. */
  at(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    if (this.#values !== undefined) return this.#values.toSorted((a, b) => a - b)[rank - 1] ?? 0;
    let bucket = 0;
    let below = 0;
    for (const [next, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      if (below >= rank) break;
      below += count;
      bucket = next;
    }
    return (2 * GROWTH ** bucket) / (GROWTH + 1);
  }

  #drop(value: number): void {
    const bucket = value < SMALLEST ? Number.NEGATIVE_INFINITY : Math.ceil(Math.log(value) / LOG_GROWTH);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
  }
}
