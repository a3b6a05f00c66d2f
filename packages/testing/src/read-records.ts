/** Reads back what a telemetry recorded. */
import type { MetricRecord, SpanRecord } from "@heddle/core";
import { BrokenRule } from "./broken-rule.ts";
import { NotChecked } from "./not-checked.ts";
import type { TelemetrySubject } from "./telemetry-subject.ts";
import { within } from "./within.ts";

/** The spans so far. `keys`: what the rule compares; a subject that never gives one of them back is not checked. */
export async function readSpans(
  subject: TelemetrySubject,
  ...keys: readonly (keyof SpanRecord)[]
): Promise<readonly SpanRecord[]> {
  await settle(subject);
  const spans = await (subject as Required<TelemetrySubject>).spans();
  return withKeys("spans()", spans, keys) as readonly SpanRecord[];
}

/** The metrics so far, likewise. */
export async function readMetrics(
  subject: TelemetrySubject,
  ...keys: readonly (keyof MetricRecord)[]
): Promise<readonly MetricRecord[]> {
  await settle(subject);
  const metrics = await (subject as Required<TelemetrySubject>).metrics();
  return withKeys("metrics()", metrics, keys) as readonly MetricRecord[];
}

/** The one span of that name. */
export async function readSpan(
  subject: TelemetrySubject,
  name: string,
  ...keys: readonly (keyof SpanRecord)[]
): Promise<SpanRecord> {
  return onlyOne(await readSpans(subject, ...keys), "span", name);
}

/** The one metric of that name. */
export async function readMetric(
  subject: TelemetrySubject,
  name: string,
  ...keys: readonly (keyof MetricRecord)[]
): Promise<MetricRecord> {
  return onlyOne(await readMetrics(subject, ...keys), "metric", name);
}

/** The one record of that name among those that were read. */
export function onlyOne<R extends { readonly name: string }>(records: readonly R[], kind: string, name: string): R {
  const found = records.filter((record) => record.name === name);
  if (found.length === 1) return found[0] as R;
  throw new BrokenRule(`there should be one ${kind} "${name}", and there are ${found.length}`);
}

async function settle({ telemetry, patienceMs }: TelemetrySubject): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  await within(patienceMs, "flush()", telemetry.flush?.());
}

function withKeys<R extends object>(method: string, records: readonly R[], keys: readonly (keyof R)[]): readonly R[] {
  for (const key of keys) {
    if (records.length > 0 && records.every((record) => record[key] === undefined))
      throw new NotChecked(`${method} gives no ${String(key)} back`);
  }
  return records;
}
