import { deepStrictEqual } from "node:assert/strict";
import { encodeTraces, encodeTracesJson, MetricAggregator, metricsRequest, metricsRequestJson } from "@heddle/otlp";
import fc from "fast-check";
import { describe, test } from "vitest";
import { officialMetrics, officialTraces, withoutEmpty } from "./official-root.ts";
import { anyAttributes, anyMetric, anySpan } from "./record-arbitraries.ts";

describe("OpenTelemetry's own decoder reads in our protobuf what our JSON says", () => {
  test("of spans", () => {
    const limits = fc.record({ captureContent: fc.boolean(), valueLength: fc.integer({ min: 0, max: 1000 }) });
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 3 }), anyAttributes, limits, (spans, attributes, limits) => {
        const read = officialTraces(encodeTraces(spans, { attributes }, limits));

        deepStrictEqual(withoutEmpty(read), withoutEmpty(JSON.parse(encodeTracesJson(spans, { attributes }, limits))));
      }),
      { numRuns: 200 },
    );
  });

  test("of metrics", () => {
    const temporality = fc.constantFrom("cumulative" as const, "delta" as const);
    fc.assert(
      fc.property(
        fc.array(anyMetric, { maxLength: 10 }),
        anyAttributes,
        temporality,
        (records, attributes, temporality) => {
          const aggregator = new MetricAggregator({ temporality, startedAt: 1763689348743.622 });
          for (const record of records) aggregator.add(record);
          const metrics = aggregator.collect(0);

          const read = officialMetrics(metricsRequest(metrics, { attributes }));

          deepStrictEqual(withoutEmpty(read), withoutEmpty(JSON.parse(metricsRequestJson(metrics, { attributes }))));
        },
      ),
      { numRuns: 200 },
    );
  });
});
