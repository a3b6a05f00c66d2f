/** What an author gives to have a telemetry checked. */
import type { FlushOptions, Health, MetricRecord, SpanRecord, Telemetry } from "@heddle/core";
import type { MakeSubject, Subject } from "./rule.ts";

/** A telemetry, and what the rules may see of what it recorded. Only `telemetry` has to be there. */
export interface TelemetrySubject extends Subject {
  /** Any object with `trace` and `emitMetric`; what it has of the rest is checked too. */
  readonly telemetry: Telemetry & Partial<TelemetryLife>;
  /** The spans that have ended, in any order. */
  spans?(): readonly SpanReading[] | PromiseLike<readonly SpanReading[]>;
  /** The metrics, in the order they were emitted. */
  metrics?(): readonly MetricReading[] | PromiseLike<readonly MetricReading[]>;
  /** How long the rules wait for the telemetry before they call it hung, in milliseconds; 4,000 unless given. */
  readonly patienceMs?: number;
}

/** What Heddle's telemetries have besides the two methods. */
export interface TelemetryLife extends AsyncDisposable {
  flush(options?: FlushOptions): Promise<void>;
  health(): Health;
}

/** A span as far as it can be read back: its name, and whatever else is there. */
export type SpanReading = Pick<SpanRecord, "name"> & Partial<SpanRecord>;

/** A metric as far as it can be read back: its name, and whatever else is there. */
export type MetricReading = Pick<MetricRecord, "name"> & Partial<MetricRecord>;

/** Gives a new telemetry for each rule. */
export type MakeTelemetry = MakeSubject<TelemetrySubject>;
