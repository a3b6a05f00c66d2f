/** Makes of many metric records what OTLP says of metrics: sums, distributions, last values. */
import type { MetricRecord } from "@heddle/core";
import type { MetricData, Temporality } from "./metric-data.ts";
import { type InstrumentState, MetricInstrument } from "./metric-instrument.ts";
import { RecordTime, type RecordTimeState } from "./record-time.ts";

/** How a `MetricAggregator` counts. */
export interface MetricAggregatorOptions {
  /** `cumulative`: each collection tells all since the start. `delta`: what came since the one before. */
  readonly temporality: Temporality;
  /** When the program started, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Sets of attributes of one instrument; 2,000 unless given. All further ones count as `otel.metric.overflow: true`. */
  readonly maxSeries?: number;
  /** Instruments, told apart by name, unit and kind; 1,000 unless given. */
  readonly maxInstruments?: number;
}

/** What a `MetricAggregator` knows, as plain data that JSON holds. */
export interface MetricAggregatorState extends MetricAggregatorOptions {
  readonly time: RecordTimeState;
  readonly instruments: readonly InstrumentState[];
}

/**
 * Counters become monotonic sums; histograms become buckets that suit seconds, milliseconds, bytes and tokens, with count,
 * sum, least and greatest; gauges keep their last value. Content attributes are no part of a series.
 */
export class MetricAggregator {
  readonly #options: Required<MetricAggregatorOptions>;
  readonly #instruments = new Map<string, MetricInstrument[]>();
  #time: RecordTime;
  #size = 0;

  constructor(options: MetricAggregatorOptions) {
    this.#options = { maxSeries: 2000, maxInstruments: 1000, ...options };
    this.#time = new RecordTime();
  }

  /** Goes on where another aggregator was. */
  static restore({ time, instruments, ...options }: MetricAggregatorState): MetricAggregator {
    const aggregator = new MetricAggregator(options);
    aggregator.#time = new RecordTime(time);
    for (const state of instruments) aggregator.#keep(state);
    return aggregator;
  }

  /**
   * Takes a record, and says whether it did: no instrument takes what is not finite, and no counter what is less than 0; and
   * of too many instruments the latest are left out.
   */
  add(record: MetricRecord): boolean {
    const { name, value, instrumentKind: kind, unit, emittedAt } = record;
    if (!Number.isFinite(value) || (kind === "counter" && value < 0)) return false;
    const known = this.#instruments.get(name)?.find((instrument) => instrument.is(record));
    if (known === undefined && this.#size >= this.#options.maxInstruments) return false;
    const instrument = known ?? this.#keep({ name, unit, kind, series: [] });
    const { startedAt, temporality } = this.#options;
    instrument.add(record, temporality === "delta" ? (this.#time.now ?? startedAt) : startedAt);
    this.#time.seen(emittedAt);
    return true;
  }

  /**
   * What the records have come to; nothing where there was none. All points are of the time of the newest record, and from
   * there on time passes as `nowMs` does: old records keep their time, and an idle program goes on telling.
   */
  collect(nowMs: number): MetricData[] {
    const at = this.#time.at(nowMs);
    const { temporality } = this.#options;
    return [...this.#instruments.values()]
      .flat()
      .map((instrument) => instrument.collect(temporality, at))
      .filter((metric) => metric !== undefined);
  }

  /** What `restore` takes. */
  get state(): MetricAggregatorState {
    const instruments = [...this.#instruments.values()].flat().map((instrument) => instrument.state);
    return { ...this.#options, time: this.#time.state, instruments };
  }

  #keep(state: InstrumentState): MetricInstrument {
    const instrument = new MetricInstrument(state, this.#options.maxSeries);
    const others = this.#instruments.get(state.name) ?? [];
    this.#instruments.set(state.name, [...others, instrument]);
    this.#size++;
    return instrument;
  }
}
