/** Keeps of any number of runs the last of a list, and of each of them a line. */
import type { Trace } from "@heddle/reader";

/** What a run without its spans is. */
export type RunRow = Omit<Trace, "roots" | "spans" | "metrics">;

/** By what runs are sorted. */
export type RunOrder = "start" | "duration" | "cost" | "tokens" | "spans" | "errors" | "name";

const compare: Readonly<Record<RunOrder, (a: RunRow, b: RunRow) => number>> = {
  start: (a, b) => a.startedAt - b.startedAt,
  duration: (a, b) => a.durationMs - b.durationMs,
  cost: (a, b) => a.totals.costUsd - b.totals.costUsd,
  tokens: (a, b) => tokensOf(a) - tokensOf(b),
  spans: (a, b) => a.totals.spans - b.totals.spans,
  errors: (a, b) => a.totals.errors - b.totals.errors,
  name: (a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)),
};

/** Tokens in and out. */
export function tokensOf({ totals }: RunRow): number {
  return totals.inputTokens + totals.outputTokens;
}

/** Those that come last in the order that was asked for; of equal ones those that began last. */
export class ListedRuns {
  readonly #compare: (a: RunRow, b: RunRow) => number;
  readonly #limit: number;
  #rows: RunRow[] = [];
  #count = 0;

  constructor(order: RunOrder, isReversed: boolean, limit: number) {
    const sign = isReversed ? -1 : 1;
    this.#compare = (a, b) => sign * (compare[order](a, b) || compare.start(a, b));
    this.#limit = limit;
  }

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  add({ roots: _, spans: __, metrics: ___, ...row }: Trace): void {
    this.#count++;
    this.#rows.push(row);
    if (this.#rows.length >= 2 * this.#limit + 1000) this.rows();
  }

  /** In their order. */
  rows(): readonly RunRow[] {
    this.#rows = this.#rows.sort(this.#compare).slice(-this.#limit);
    return this.#rows;
  }
}
