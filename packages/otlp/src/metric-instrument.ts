/** One instrument and its series. */
import type { InstrumentKind, MetricRecord } from "@heddle/core";
import { histogramBounds } from "@heddle/core/bridge";
import type { MetricData, Temporality } from "./metric-data.ts";
import { MetricSeries, type SeriesState } from "./metric-series.ts";
import { SeriesIndex } from "./series-index.ts";

/** An instrument as plain data. */
export interface InstrumentState {
  readonly name: string;
  readonly unit: string;
  readonly kind: InstrumentKind;
  readonly series: readonly SeriesState[];
}

/** The bounds that OpenTelemetry's SDKs take where nobody says better ones. */
const others = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** A counter, a histogram or a gauge. */
export class MetricInstrument {
  readonly #name: string;
  readonly #unit: string;
  readonly #kind: InstrumentKind;
  readonly #bounds: readonly number[];
  readonly #maxSeries: number;
  #series: SeriesIndex<MetricSeries>;

  constructor({ name, unit, kind, series }: InstrumentState, maxSeries: number) {
    this.#name = name;
    this.#unit = unit;
    this.#kind = kind;
    this.#bounds = kind === "histogram" ? (histogramBounds({ name, unit }) ?? others) : [];
    this.#maxSeries = maxSeries;
    this.#series = new SeriesIndex(maxSeries);
    for (const state of series) this.#series.find(state.attributes, () => new MetricSeries(state, this.#bounds));
  }

  is({ unit, instrumentKind }: MetricRecord): boolean {
    return unit === this.#unit && instrumentKind === this.#kind;
  }

  /** `since`: from when a new series counts; but none begins after its first record, whatever the clocks say. */
  add({ attributes, value, emittedAt }: MetricRecord, since: number): void {
    const series = this.#series.find(attributes, (kept) =>
      MetricSeries.empty(kept, Math.min(since, emittedAt), this.#bounds),
    );
    series.add(value);
  }

  /** `undefined` where nothing was measured. Deltas begin anew. */
  collect(temporality: Temporality, at: number): MetricData | undefined {
    if (this.#series.size === 0) return undefined;
    const metric = this.#metric(temporality, at);
    if (temporality === "delta") this.#series = new SeriesIndex(this.#maxSeries);
    return metric;
  }

  get state(): InstrumentState {
    const series = [...this.#series.values()].map((each) => each.state);
    return { name: this.#name, unit: this.#unit, kind: this.#kind, series };
  }

  #metric(temporality: Temporality, at: number): MetricData {
    const [name, unit, series] = [this.#name, this.#unit, [...this.#series.values()]];
    switch (this.#kind) {
      case "counter":
        return { kind: "sum", name, unit, temporality, points: series.map((each) => each.sumPoint(at)) };
      case "gauge":
        return { kind: "gauge", name, unit, points: series.map((each) => each.gaugePoint(at)) };
      case "histogram":
        return { kind: "histogram", name, unit, temporality, points: series.map((each) => each.histogramPoint(at)) };
    }
  }
}
