import type { InstrumentKind, MetricRecord } from "@heddle/core";
import { MetricAggregator, type MetricAggregatorOptions, type MetricData } from "@heddle/otlp";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyMetric } from "./record-arbitraries.ts";

const startedAt = 1763689300000;
const emittedAt = 1763689348743.622;

function record(instrumentKind: InstrumentKind, value: number, more: Partial<MetricRecord> = {}): MetricRecord {
  return { kind: "metric", name: "m", unit: "", attributes: {}, emittedAt, instrumentKind, value, ...more };
}

function aggregator(options: Partial<MetricAggregatorOptions> = {}): MetricAggregator {
  return new MetricAggregator({ temporality: "cumulative", startedAt, ...options });
}

/** What these records come to. */
function collected(records: readonly MetricRecord[], options: Partial<MetricAggregatorOptions> = {}): MetricData[] {
  const all = aggregator(options);
  for (const each of records) expect(all.add(each)).toBe(true);
  return all.collect(0);
}

const point = { attributes: {}, startedAt, at: emittedAt };
const identity = { name: "m", unit: "" };

describe("an instrument", () => {
  test("that counts comes to a sum", () => {
    expect(collected([record("counter", 2), record("counter", 0.5)])).toEqual([
      { ...identity, kind: "sum", temporality: "cumulative", points: [{ ...point, value: 2.5 }] },
    ]);
  });

  test("that measures a level keeps the last one", () => {
    expect(collected([record("gauge", 2), record("gauge", -1)])).toEqual([
      { ...identity, kind: "gauge", points: [{ ...point, value: -1 }] },
    ]);
  });

  test("that measures how values are spread counts them in buckets", () => {
    const values = [-1, 0, 0.1, 5, 5.1, 10_000, 10_001];

    const [histogram] = collected(values.map((value) => record("histogram", value)));

    expect(histogram).toEqual({
      ...identity,
      kind: "histogram",
      temporality: "cumulative",
      points: [
        {
          ...point,
          count: 7,
          sum: values.reduce((sum, value) => sum + value),
          min: -1,
          max: 10_001,
          bounds: [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000],
          bucketCounts: [2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1],
        },
      ],
    });
  });

  test("is another one where the unit or the kind is", () => {
    const metrics = collected([
      record("counter", 1),
      record("counter", 2, { unit: "{request}" }),
      record("gauge", 3),
      record("counter", 4),
    ]);

    expect(metrics.map(({ kind, unit, points }) => [kind, unit, points])).toEqual([
      ["sum", "", [{ ...point, value: 5 }]],
      ["sum", "{request}", [{ ...point, value: 2 }]],
      ["gauge", "", [{ ...point, value: 3 }]],
    ]);
  });
});

test("a sum beyond all numbers is the greatest of them, and no poison", () => {
  const values = [Number.MAX_VALUE, Number.MAX_VALUE, -1];

  const [histogram] = collected(values.map((value) => record("histogram", value)));

  expect(histogram?.points).toEqual([expect.objectContaining({ sum: Number.MAX_VALUE })]);
});

describe("buckets suit", () => {
  const cases = [
    ["seconds", { unit: "s" }, [0.01, 81.92]],
    ["milliseconds", { unit: "ms" }, [10, 81_920]],
    ["bytes", { unit: "By" }, [64, 4_294_967_296]],
    ["tokens, by the name", { name: "gen_ai.client.token.usage" }, [1, 67_108_864]],
    ["tokens, by the unit", { unit: "{token}" }, [1, 67_108_864]],
    ["anything else, as OpenTelemetry's own do", { unit: "1" }, [0, 10_000]],
  ] as const;
  for (const [what, more, [first, last]] of cases) {
    test(what, () => {
      const [histogram] = collected([record("histogram", 1, more)]);

      const points = histogram?.kind === "histogram" ? histogram.points : [];
      expect([points[0]?.bounds[0], points[0]?.bounds.at(-1)]).toEqual([first, last]);
    });
  }
});

describe("a series", () => {
  const sums = (metrics: readonly MetricData[]) =>
    metrics.flatMap((metric) =>
      metric.kind === "sum" ? metric.points.map((each) => [each.attributes, each.value]) : [],
    );

  test("is a set of attributes, in whatever order", () => {
    const records = [
      { a: 1, b: "x" },
      { b: "x", a: 1 },
      { a: "1", b: "x" },
      { a: 1 },
      {},
      { a: 1, b: "x" },
      { b: "x", a: 1, c: null },
    ].map((attributes) => record("counter", 1, { attributes }));

    expect(sums(collected(records))).toEqual([
      [{ a: 1, b: "x" }, 4],
      [{ a: "1", b: "x" }, 1],
      [{ a: 1 }, 1],
      [{}, 1],
    ]);
  });

  test("has structures as OTLP holds them, and is found by them", () => {
    const records = [{ a: { b: [1] } }, { a: { b: [1] } }, { a: ["b"] }, { a: '["b"]' }, { a: ["b"] }].map(
      (attributes) => record("counter", 1, { attributes }),
    );

    expect(sums(collected(records))).toEqual([
      [{ a: '{"b":[1]}' }, 2],
      [{ a: ["b"] }, 2],
      [{ a: '["b"]' }, 1],
    ]);
  });

  test("has no content in it", () => {
    const records = ["hi", "there"].map((prompt) => record("counter", 1, { attributes: { prompt, a: 1 } }));

    expect(sums(collected(records))).toEqual([[{ a: 1 }, 2]]);
  });

  test("that finds no place counts in one for all such", () => {
    const many = Array.from({ length: 10 }, (_, id) => record("counter", 1, { attributes: { id } }));

    const counted = sums(collected([...many, ...many], { maxSeries: 4 }));

    expect(counted).toEqual([
      [{ id: 0 }, 2],
      [{ id: 1 }, 2],
      [{ id: 2 }, 2],
      [{ "otel.metric.overflow": true }, 14],
    ]);
  });

  test("is found in any of many orders, and by texts of any length", () => {
    const keys = ["a", "b", "c", "d"];
    const orders = keys.flatMap((first) => keys.map((second) => [...new Set([first, second, ...keys])]));
    const long = "x".repeat(1000);
    const records = orders.map((order) =>
      record("counter", 1, { attributes: Object.fromEntries([...order.map((key) => [key, key]), ["long", long]]) }),
    );
    const short = orders.map((order) =>
      record("counter", 1, { attributes: Object.fromEntries(order.map((key) => [key, key])) }),
    );

    const counted = sums(collected([...records, ...short, ...short], { maxSeries: 3 }));

    expect(counted).toEqual([
      [{ a: "a", b: "b", c: "c", d: "d", long }, 16],
      [{ a: "a", b: "b", c: "c", d: "d" }, 32],
    ]);
  });
});

describe("a record is not taken", () => {
  test("where its value is not finite, or a counter's less than 0", () => {
    const all = aggregator();

    const taken = [
      record("gauge", Number.NaN),
      record("histogram", Number.POSITIVE_INFINITY),
      record("counter", -1),
    ].map((each) => all.add(each));

    expect(taken).toEqual([false, false, false]);
    expect(all.collect(0)).toEqual([]);
  });

  test("where there are too many instruments; those that are known go on", () => {
    const all = aggregator({ maxInstruments: 2 });

    const taken = ["a", "b", "c", "a"].map((name) => all.add(record("gauge", 1, { name })));

    expect(taken).toEqual([true, true, false, true]);
  });
});

describe("temporality", () => {
  test("cumulative tells all since the start, at each collection", () => {
    const all = aggregator();
    all.add(record("counter", 1));
    const [first] = all.collect(0);
    all.add(record("counter", 2, { emittedAt: emittedAt + 60_000 }));
    const [second] = all.collect(0);

    expect(first?.points).toEqual([{ ...point, value: 1 }]);
    expect(second?.points).toEqual([{ ...point, at: emittedAt + 60_000, value: 3 }]);
  });

  test("delta tells what came since the collection before", () => {
    const all = aggregator({ temporality: "delta" });
    const sum = { ...identity, kind: "sum", temporality: "delta" };

    all.add(record("counter", 1, { attributes: { a: 1 } }));
    const first = all.collect(0);
    all.add(record("counter", 2, { emittedAt: emittedAt + 60_000 }));
    const second = all.collect(0);

    expect(first).toEqual([{ ...sum, points: [{ ...point, attributes: { a: 1 }, value: 1 }] }]);
    expect(second).toEqual([
      { ...sum, points: [{ ...point, startedAt: emittedAt, at: emittedAt + 60_000, value: 2 }] },
    ]);
    expect(all.collect(0)).toEqual([]);
  });
});

test("nothing comes to nothing, and is restored as such", () => {
  const nothing = aggregator();

  const restored = MetricAggregator.restore(nothing.state);

  expect([nothing.collect(0), restored.collect(0)]).toEqual([[], []]);
});

describe("the time of a collection", () => {
  const at = (metrics: readonly MetricData[]) => metrics[0]?.points[0]?.at;

  test("is that of the newest record, however old: from there it goes on as the clock does", () => {
    const all = aggregator();
    const now = emittedAt + 1e9;

    all.add(record("counter", 1));
    const times = [now, now + 500, now + 200].map((nowMs) => at(all.collect(nowMs)));
    all.add(record("counter", 1, { emittedAt: emittedAt + 100 }));
    times.push(at(all.collect(now + 1000)));
    all.add(record("counter", 1, { emittedAt: emittedAt + 5000 }));
    times.push(at(all.collect(now + 2000)));

    expect(times).toEqual([emittedAt, emittedAt + 500, emittedAt + 500, emittedAt + 500, emittedAt + 5000]);
  });

  test("is not before the first record, though the program says that it started later", () => {
    const [metric] = collected([record("counter", 1)], { startedAt: emittedAt + 1 });

    expect(metric?.points).toEqual([{ ...point, startedAt: emittedAt, value: 1 }]);
  });
});

test("an aggregator goes on from what another one knew", () => {
  const one = aggregator();
  one.add(record("histogram", 2));
  one.add(record("counter", 1));
  one.collect(0);

  const other = MetricAggregator.restore(JSON.parse(JSON.stringify(one.state)));
  other.add(record("histogram", 4, { emittedAt: emittedAt + 1 }));

  const bounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];
  const bucketCounts = [0, 2, ...new Array<number>(14).fill(0)];
  const later = { ...point, at: emittedAt + 1 };
  expect(other.collect(0)).toEqual([
    {
      ...identity,
      kind: "histogram",
      temporality: "cumulative",
      points: [{ ...later, count: 2, sum: 6, min: 2, max: 4, bounds, bucketCounts }],
    },
    { ...identity, kind: "sum", temporality: "cumulative", points: [{ ...later, value: 1 }] },
  ]);
});

test("it makes no difference when another aggregator goes on", () => {
  const temporality = fc.constantFrom("cumulative" as const, "delta" as const);
  const steps = fc.array(
    fc.oneof({ weight: 5, arbitrary: anyMetric }, { weight: 1, arbitrary: fc.constant("collect") }),
  );
  fc.assert(
    fc.property(
      steps,
      fc.nat({ max: 20 }),
      temporality,
      fc.integer({ min: 2, max: 4 }),
      (all, at, temporality, maxSeries) => {
        const one = aggregator({ temporality, maxSeries });
        let other = aggregator({ temporality, maxSeries });
        const collections: MetricData[][][] = [];
        for (const [index, step] of all.entries()) {
          if (index === at) other = MetricAggregator.restore(JSON.parse(JSON.stringify(other.state)));
          if (typeof step === "object") expect(other.add(step)).toBe(one.add(step));
          else collections.push([one.collect(0), other.collect(0)]);
        }
        collections.push([one.collect(0), other.collect(0)]);

        for (const [first, second] of collections) expect(second).toEqual(first);
      },
    ),
  );
});
