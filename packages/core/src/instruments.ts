/** Which instrument and unit a metric has, by its name. */
import type { InstrumentKind } from "./record.ts";

/** All of them. */
export const instrumentKinds: readonly InstrumentKind[] = ["counter", "histogram", "gauge"];

/** The suffixes of histograms, with their UCUM unit. Literal and case-sensitive. */
const HISTOGRAM_UNITS: readonly (readonly [suffix: string, unit: string])[] = [
  ["_ms", "ms"],
  ["_seconds", "s"],
  ["_bytes", "By"],
];

/** `histogram` for a name that ends in `_ms`, `_seconds` or `_bytes`; `counter` for every other. */
export function instrumentKind(name: string): InstrumentKind {
  return HISTOGRAM_UNITS.some(([suffix]) => name.endsWith(suffix)) ? "histogram" : "counter";
}

/** The unit that a metric's name says: `ms`, `s`, `By`, or the empty string. */
export function instrumentUnit(name: string): string {
  return HISTOGRAM_UNITS.find(([suffix]) => name.endsWith(suffix))?.[1] ?? "";
}
