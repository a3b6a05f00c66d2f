/** Names that OpenTelemetry takes for instruments. */

/** https://opentelemetry.io/docs/specs/otel/metrics/api/#instrument-name-syntax */
const VALID = /^[a-z][a-z0-9_.\-/]{0,254}$/i;

/**
 * `name` with `_` in the place of what an instrument's name may not have, `metric_` before what is no letter, and 255
 * characters at most.
 */
export function instrumentName(name: string): string {
  if (VALID.test(name)) return name;
  const replaced = name.replace(/[^a-z0-9_.\-/]/gi, "_");
  return (/^[a-z]/i.test(replaced) ? replaced : `metric_${replaced}`).slice(0, 255);
}
