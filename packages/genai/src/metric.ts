/** Measurements of one's own. */
import type { InstrumentKind, Telemetry } from "@heddle/core";
import { telemetryFor } from "./telemetry-for.ts";

/** What is measured. */
export interface MetricOptions {
  /** UCUM: `s`, `ms`, `By`, `{token}`, `{score}`. */
  readonly unit?: string;
  /** Few values each: every combination is a series. */
  readonly tags?: Readonly<Record<string, string | number | boolean>>;
  /** By the name unless given: see `instrumentKind`. */
  readonly instrument?: InstrumentKind;
  readonly telemetry?: Telemetry;
}

/** Records one value, where the span around goes. */
export function metric(name: string, value: number, options: MetricOptions = {}): void {
  const { unit, tags, instrument, telemetry } = options;
  telemetryFor(telemetry).emitMetric(name, value, { ...tags, "heddle.unit": unit, "heddle.instrument": instrument });
}
