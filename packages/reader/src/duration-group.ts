/** Adds up how long things took. */
import { Quantiles } from "./quantiles.ts";

/** How long things took, in milliseconds: exact up to 10,000 of them, to within 1 % beyond. Absent when none has ended. */
export interface Durations {
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
  readonly totalMs: number;
}

/** Durations, while they are counted. */
export class DurationGroup {
  readonly #quantiles = new Quantiles();
  #totalMs = 0;

  add(durationMs: number): void {
    this.#totalMs += durationMs;
    this.#quantiles.add(durationMs);
  }

  result(): Durations {
    const [quantiles, totalMs] = [this.#quantiles, this.#totalMs];
    if (quantiles.count === 0) return { totalMs };
    return { p50: quantiles.at(0.5), p95: quantiles.at(0.95), p99: quantiles.at(0.99), totalMs };
  }
}
