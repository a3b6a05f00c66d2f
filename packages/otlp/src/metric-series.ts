/** What the values of one set of attributes have come to. */
import type { OtlpAttributes } from "@heddle/core/bridge";
import type { HistogramPoint, NumberPoint } from "./metric-data.ts";

/** A series as plain data. */
export interface SeriesState {
  readonly attributes: OtlpAttributes;
  readonly startedAt: number;
  readonly count: number;
  readonly sum: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly bucketCounts: readonly number[];
}

/** One series of an instrument. */
export class MetricSeries {
  readonly #attributes: OtlpAttributes;
  readonly #startedAt: number;
  readonly #bounds: readonly number[];
  readonly #bucketCounts: number[];
  #count: number;
  #sum: number;
  #last: number;
  #min: number;
  #max: number;

  constructor(state: SeriesState, bounds: readonly number[]) {
    this.#attributes = state.attributes;
    this.#startedAt = state.startedAt;
    this.#bounds = bounds;
    this.#bucketCounts = [...state.bucketCounts];
    this.#count = state.count;
    this.#sum = state.sum;
    this.#last = state.last;
    this.#min = state.min;
    this.#max = state.max;
  }

  /** A series without a value: nobody sees it before it has one. */
  static empty(attributes: OtlpAttributes, startedAt: number, bounds: readonly number[]): MetricSeries {
    const bucketCounts = new Array<number>(bounds.length + 1).fill(0);
    return new MetricSeries({ attributes, startedAt, count: 0, sum: 0, last: 0, min: 0, max: 0, bucketCounts }, bounds);
  }

  add(value: number): void {
    this.#min = this.#count === 0 ? value : Math.min(this.#min, value);
    this.#max = this.#count === 0 ? value : Math.max(this.#max, value);
    this.#count++;
    this.#sum = finite(this.#sum + value);
    this.#last = value;
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    const index = bucket < 0 ? this.#bounds.length : bucket;
    this.#bucketCounts[index] = (this.#bucketCounts[index] as number) + 1;
  }

  sumPoint(at: number): NumberPoint {
    return { ...this.#span(at), value: this.#sum };
  }

  gaugePoint(at: number): NumberPoint {
    return { ...this.#span(at), value: this.#last };
  }

  histogramPoint(at: number): HistogramPoint {
    return {
      ...this.#span(at),
      count: this.#count,
      sum: this.#sum,
      min: this.#min,
      max: this.#max,
      bounds: this.#bounds,
      bucketCounts: [...this.#bucketCounts],
    };
  }

  get state(): SeriesState {
    return {
      attributes: this.#attributes,
      startedAt: this.#startedAt,
      count: this.#count,
      sum: this.#sum,
      last: this.#last,
      min: this.#min,
      max: this.#max,
      bucketCounts: [...this.#bucketCounts],
    };
  }

  #span(at: number) {
    return { attributes: this.#attributes, startedAt: this.#startedAt, at };
  }
}

/** An endless sum would become no number with the next value. */
function finite(sum: number): number {
  return Number.isFinite(sum) ? sum : Math.sign(sum) * Number.MAX_VALUE;
}
