import { decodeMetrics, decodeMetricsJson, MetricAggregator, metricsRequest, OtlpFormatError } from "@heddle/otlp";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyMetric } from "./record-arbitraries.ts";

const startTimeUnixNano = "1763689300000000000";
const timeUnixNano = "1763689348743622000";
const startedAt = 1763689300000;
const emittedAt = 1763689348743.622;
const times = { startTimeUnixNano, timeUnixNano };
const sinceStart = { "otel.temporality": "cumulative", "otel.started_at": startedAt };
const attributes = [{ key: "a", value: { stringValue: "b" } }];

const plain = { kind: "metric", name: "m", unit: "", attributes: {}, emittedAt };

/** The records of a metric in JSON. */
function records(metric: object) {
  const [decoded] = decodeMetricsJson({
    resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "m", ...metric }] }] }],
  });
  return decoded?.metrics;
}

test("metrics come by resource and scope", () => {
  const metrics = [{ name: "m", unit: "s", gauge: { dataPoints: [{ asDouble: 1.5, timeUnixNano, attributes }] } }];
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "agent" } }] };
  const scopeMetrics = [{ scope: { name: "library" }, metrics }, {}];

  const decoded = decodeMetricsJson(JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics }, {}] }));

  expect(decoded).toEqual([
    {
      resource: { "service.name": "agent" },
      scope: { name: "library" },
      metrics: [{ ...plain, unit: "s", instrumentKind: "gauge", value: 1.5, attributes: { a: "b" } }],
      leftOut: 0,
    },
    { resource: { "service.name": "agent" }, metrics: [], leftOut: 0 },
  ]);
});

describe("a sum", () => {
  const dataPoints = [{ asInt: "3", ...times }];

  test("of what came since the last point is a counter", () => {
    expect(records({ sum: { dataPoints, aggregationTemporality: 1, isMonotonic: true } })).toEqual([
      { ...plain, instrumentKind: "counter", value: 3 },
    ]);
  });

  test("since the start is a level that says so", () => {
    expect(records({ sum: { dataPoints, aggregationTemporality: 2, isMonotonic: true } })).toEqual([
      { ...plain, instrumentKind: "gauge", value: 3, attributes: sinceStart },
    ]);
  });

  test("that may fall is a level, and says where it is but a change", () => {
    const change = records({ sum: { dataPoints, aggregationTemporality: "AGGREGATION_TEMPORALITY_DELTA" } });
    const level = records({ sum: { dataPoints, aggregationTemporality: 2 } });

    expect(change).toEqual([
      { ...plain, instrumentKind: "gauge", value: 3, attributes: { "otel.temporality": "delta" } },
    ]);
    expect(level).toEqual([{ ...plain, instrumentKind: "gauge", value: 3 }]);
  });
});

describe("a histogram", () => {
  const point = { ...times, count: "3", sum: 4.5, min: 1, max: 2, bucketCounts: ["1", 2], explicitBounds: [1] };
  const figures = {
    "otel.histogram.count": 3,
    "otel.histogram.min": 1,
    "otel.histogram.max": 2,
    "otel.histogram.buckets": { boundaries: [1], counts: [1, 2] },
  };

  test("is the sum, with the other figures as attributes", () => {
    expect(records({ histogram: { dataPoints: [point], aggregationTemporality: 1 } })).toEqual([
      { ...plain, instrumentKind: "histogram", value: 4.5, attributes: figures },
    ]);
  });

  test("since the start says so", () => {
    expect(records({ histogram: { dataPoints: [point], aggregationTemporality: 2 } })).toEqual([
      { ...plain, instrumentKind: "histogram", value: 4.5, attributes: { ...figures, ...sinceStart } },
    ]);
  });

  test("of one measurement is that", () => {
    const dataPoints = [{ timeUnixNano, attributes, count: 1, sum: 4.5, min: 4.5, max: 4.5 }];

    expect(records({ histogram: { dataPoints, aggregationTemporality: 1 } })).toEqual([
      { ...plain, instrumentKind: "histogram", value: 4.5, attributes: { a: "b" } },
    ]);
  });

  test("without a sum is its count", () => {
    const dataPoints = [{ timeUnixNano, count: 2 }];
    const more = { "otel.histogram.count": 2, "otel.histogram.buckets": { boundaries: [], counts: [] } };

    const delta = records({ histogram: { dataPoints, aggregationTemporality: 1 } });
    const cumulative = records({ histogram: { dataPoints } });

    expect(delta).toEqual([{ ...plain, name: "m.count", instrumentKind: "counter", value: 2, attributes: more }]);
    expect(cumulative).toEqual([
      {
        ...plain,
        name: "m.count",
        instrumentKind: "gauge",
        value: 2,
        attributes: { ...more, "otel.temporality": "cumulative" },
      },
    ]);
  });

  test("with exponential buckets has them as attributes", () => {
    const dataPoints = [
      { ...times, attributes, sum: 1, max: "Infinity", scale: -1, negative: { offset: 3, bucketCounts: ["7"] } },
    ];

    expect(records({ exponentialHistogram: { dataPoints, aggregationTemporality: 1 } })).toEqual([
      {
        ...plain,
        instrumentKind: "histogram",
        value: 1,
        attributes: {
          a: "b",
          "otel.histogram.count": 0,
          "otel.histogram.max": "Infinity",
          "otel.histogram.buckets": {
            scale: -1,
            zeroCount: 0,
            zeroThreshold: 0,
            positive: { offset: 0, bucketCounts: [] },
            negative: { offset: 3, bucketCounts: [7] },
          },
        },
      },
    ]);
  });
});

describe("a summary", () => {
  test("is the sum, with its quantiles as attributes", () => {
    const quantileValues = [{ quantile: 0.5, value: 1 }, { quantile: 0.99, value: 9 }, {}];

    expect(
      records({ summary: { dataPoints: [{ ...times, attributes, count: 4, sum: 12, quantileValues }, {}] } }),
    ).toEqual([
      {
        ...plain,
        instrumentKind: "histogram",
        value: 12,
        attributes: {
          a: "b",
          "otel.summary.count": 4,
          "otel.summary.quantiles": { "0.5": 1, "0.99": 9, "0": 0 },
          ...sinceStart,
        },
      },
      {
        ...plain,
        emittedAt: 0,
        instrumentKind: "histogram",
        value: 0,
        attributes: { "otel.summary.count": 0, "otel.summary.quantiles": {}, "otel.temporality": "cumulative" },
      },
    ]);
  });
});

test("points without a finite value are left out, and counted", () => {
  const dataPoints = [
    { asDouble: "NaN" },
    { asDouble: 1, flags: 1 },
    {},
    { asDouble: "Infinity" },
    { asInt: -1, timeUnixNano },
  ];

  const decoded = decodeMetricsJson({
    resourceMetrics: [{ scopeMetrics: [{ metrics: [{ gauge: { dataPoints } }] }] }],
  });

  expect(decoded).toEqual([
    { resource: {}, metrics: [{ ...plain, name: "", instrumentKind: "gauge", value: -1 }], leftOut: 4 },
  ]);
});

test("points of protobuf may say that they have no value", () => {
  const point = Buffer.from("21000000000000f03f4001", "hex");
  const request = field(0x0a, field(0x12, field(0x12, field(0x2a, field(0x0a, point)))));

  expect(decodeMetrics(request)).toEqual([{ resource: {}, metrics: [], leftOut: 1 }]);
});

test("numbers of a list may stand in fields of their own", () => {
  const point = Buffer.from("31010000000000000031020000000000000039000000000000f03f290000000000000840", "hex");
  const histogram = field(0x4a, Buffer.concat([field(0x0a, point), Buffer.from("1001", "hex")]));
  const request = field(0x0a, field(0x12, field(0x12, histogram)));

  const [decoded] = decodeMetrics(request);

  expect(decoded?.metrics.map((metric) => metric.attributes)).toEqual([
    { "otel.histogram.count": 0, "otel.histogram.buckets": { boundaries: [1], counts: [1, 2] } },
  ]);
});

function field(tag: number, content: Uint8Array): Buffer {
  return Buffer.from([tag, content.length, ...content]);
}

test("a number that is longer than its list is told by its place", () => {
  const point = Buffer.from("32093101000000000000003102000000000000", "hex");
  const request = field(0x0a, field(0x12, field(0x12, field(0x4a, field(0x0a, point)))));

  expect(() => decodeMetrics(request)).toThrow(
    new OtlpFormatError("byte 28: the last number of bucketCounts is longer than the list, which ends at byte 21"),
  );
});

test("metrics with some bytes changed give records that JSON holds, or an error of ours", () => {
  const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
  fc.assert(
    fc.property(
      fc.array(anyMetric, { maxLength: 3 }),
      fc.array(change, { minLength: 1, maxLength: 5 }),
      (records, changes) => {
        const aggregator = new MetricAggregator({ temporality: "cumulative", startedAt: 0 });
        for (const record of records) aggregator.add(record);
        const request = Buffer.from(metricsRequest(aggregator.collect(0), { attributes: {} }));
        for (const { at, byte } of changes) request[at % request.length] = byte;

        try {
          const decoded = decodeMetrics(request);
          expect(JSON.parse(JSON.stringify(decoded))).toEqual(decoded);
        } catch (error) {
          expect(error).toBeInstanceOf(OtlpFormatError);
        }
      },
    ),
    { numRuns: 200 },
  );
});
