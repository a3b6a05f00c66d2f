import { type MetricData, metricsRequest, metricsRequestJson } from "@heddle/otlp";
import { expect, test } from "vitest";
import { officialMetrics, withoutEmpty } from "./official-root.ts";

const resource = { attributes: { "service.name": "agent" } };
const point = { attributes: { tool: "add" }, startedAt: 1763689300000, at: 1763689348743.622 };

/** What both forms say of a metric. */
function encoded(metric: MetricData): object {
  const request = JSON.parse(metricsRequestJson([metric], resource));
  expect(withoutEmpty(officialMetrics(metricsRequest([metric], resource)))).toEqual(withoutEmpty(request));
  return request.resourceMetrics[0].scopeMetrics[0].metrics[0];
}

const times = { startTimeUnixNano: "1763689300000000000", timeUnixNano: "1763689348743622000" };
const attributes = [{ key: "tool", value: { stringValue: "add" } }];

test("a request has the resource, the scope and the metrics", () => {
  const json = JSON.parse(metricsRequestJson([], resource));

  expect(json).toEqual({
    resourceMetrics: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "agent" } }] },
        scopeMetrics: [{ scope: { name: "heddle" }, metrics: [] }],
      },
    ],
  });
  expect(withoutEmpty(officialMetrics(metricsRequest([], resource)))).toEqual(withoutEmpty(json));
});

test("a sum is monotonic, and says from when it counts", () => {
  const sum = { name: "calls", unit: "{call}", kind: "sum", points: [{ ...point, value: 2 }] } as const;

  expect(encoded({ ...sum, temporality: "cumulative" })).toEqual({
    name: "calls",
    unit: "{call}",
    sum: { dataPoints: [{ ...times, asDouble: 2, attributes }], aggregationTemporality: 2, isMonotonic: true },
  });
  expect(encoded({ ...sum, temporality: "delta" })).toEqual({
    name: "calls",
    unit: "{call}",
    sum: { dataPoints: [{ ...times, asDouble: 2, attributes }], aggregationTemporality: 1, isMonotonic: true },
  });
});

test("a gauge is its points", () => {
  expect(encoded({ name: "depth", unit: "", kind: "gauge", points: [{ ...point, value: -0.5 }] })).toEqual({
    name: "depth",
    unit: "",
    gauge: { dataPoints: [{ ...times, asDouble: -0.5, attributes }] },
  });
});

test("a histogram has its buckets and its figures", () => {
  const figures = { count: 3, sum: 4.5, min: 0.5, max: 3, bounds: [1, 2], bucketCounts: [1, 1, 1] };
  const points = [{ ...point, ...figures }];

  expect(encoded({ name: "took", unit: "s", kind: "histogram", temporality: "cumulative", points })).toEqual({
    name: "took",
    unit: "s",
    histogram: {
      dataPoints: [
        {
          ...times,
          count: "3",
          sum: 4.5,
          bucketCounts: ["1", "1", "1"],
          explicitBounds: [1, 2],
          attributes,
          min: 0.5,
          max: 3,
        },
      ],
      aggregationTemporality: 2,
    },
  });
});

test("a histogram with a measurement below 0 has no sum, for OTLP knows none", () => {
  const figures = { count: 2, sum: 1, min: -1, max: 2, bounds: [0], bucketCounts: [1, 1] };

  const histogram = encoded({
    name: "m",
    unit: "",
    kind: "histogram",
    temporality: "delta",
    points: [{ ...point, ...figures }],
  });

  const { sum: _, bounds: explicitBounds, ...others } = figures;
  const told = { ...others, count: "2", bucketCounts: ["1", "1"], explicitBounds };
  expect(histogram).toEqual({
    name: "m",
    unit: "",
    histogram: { dataPoints: [{ ...times, ...told, attributes }], aggregationTemporality: 1 },
  });
});

test("content stays here", () => {
  const points = [{ ...point, attributes: { prompt: "hi", tool: "add" }, value: 1 }];

  expect(encoded({ name: "depth", unit: "", kind: "gauge", points })).toEqual({
    name: "depth",
    unit: "",
    gauge: { dataPoints: [{ ...times, asDouble: 1, attributes }] },
  });
});
