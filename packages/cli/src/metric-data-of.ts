/** Says metrics in OTLP one by one, so that they can be read back as they were. */
import type { MetricRecord } from "@heddle/core";
import { toOtlpAttributes } from "@heddle/core/bridge";
import type { HistogramPoint, MetricData, NumberPoint } from "@heddle/otlp";

/** A data point for each record: a counter's is what came, a gauge's what it was, a histogram's is of one measurement. */
export function metricDataOf(records: readonly MetricRecord[]): MetricData[] {
  const groups = Map.groupBy(records, ({ name, unit, instrumentKind }) => JSON.stringify([name, unit, instrumentKind]));
  return [...groups.values()].map((group) => {
    const { name, unit, instrumentKind } = group[0] as MetricRecord;
    const identity = { name, unit };
    if (instrumentKind === "gauge") return { ...identity, kind: "gauge", points: group.map(numberPoint) };
    return instrumentKind === "counter"
      ? { ...identity, kind: "sum", temporality: "delta", points: group.map(numberPoint) }
      : { ...identity, kind: "histogram", temporality: "delta", points: group.map(histogramPoint) };
  });
}

function numberPoint({ value, attributes, emittedAt }: MetricRecord): NumberPoint {
  return { value, attributes: toOtlpAttributes(attributes), startedAt: emittedAt, at: emittedAt };
}

function histogramPoint(record: MetricRecord): HistogramPoint {
  const { value } = record;
  return { ...numberPoint(record), count: 1, sum: value, min: value, max: value, bounds: [], bucketCounts: [1] };
}
