/** What a telemetry does with metrics. */
import type { Telemetry } from "@heddle/core";
import { defineTelemetryRule } from "./define-telemetry-rule.ts";
import { expectEqual, expectNoThrow, expectSame } from "./expect.ts";
import { onlyOne, readMetric, readMetrics, readSpans } from "./read-records.ts";
import type { Rule } from "./rule.ts";
import type { MakeTelemetry } from "./telemetry-subject.ts";

/** The instrument and the unit of a metric, by the end of its name, letter by letter. */
const INSTRUMENTS: Readonly<Record<string, readonly [kind: string, unit: string]>> = {
  a_ms: ["histogram", "ms"],
  a_seconds: ["histogram", "s"],
  a_bytes: ["histogram", "By"],
  _ms: ["histogram", "ms"],
  "loom.tool.duration_ms": ["histogram", "ms"],
  "a.ms": ["counter", ""],
  bytes: ["counter", ""],
  a_MS: ["counter", ""],
  a_s: ["counter", ""],
  a_ms_total: ["counter", ""],
  "x.duration": ["counter", ""],
  queue_depth: ["counter", ""],
  "loom.tokens.input": ["counter", ""],
  "": ["counter", ""],
};

export const telemetryMetricRules: readonly Rule<MakeTelemetry>[] = [
  defineTelemetryRule({
    name: "emitMetric gives back nothing and never throws, whatever the value",
    why: "Metrics are emitted where nobody looks for errors.",
    check({ telemetry }) {
      for (const name of ["counter", "histogram_ms"]) {
        for (const value of [1, 0, -0, -1, 0.1, Number.NaN, Infinity, -Infinity, 1n, "1", null, undefined, {}]) {
          const returned: unknown = expectNoThrow(`emitMetric() with ${String(value)}`, () =>
            telemetry.emitMetric(name, value as number),
          );
          expectSame("what emitMetric() returned", returned, undefined);
        }
      }
    },
  }),
  defineTelemetryRule({
    name: "the end of the name makes a metric a histogram with a unit, or a counter",
    why: "All sinks give a metric the same instrument, without being told.",
    needs: ["metrics"],
    async check(subject) {
      for (const name in INSTRUMENTS) subject.telemetry.emitMetric(name, 1);
      const metrics = await readMetrics(subject, "instrumentKind", "unit");
      const came = metrics.map(({ name, instrumentKind: kind, unit }) => [name, [kind, unit]]);
      expectEqual("the instruments and units", Object.fromEntries(came), INSTRUMENTS);
    },
  }),
  defineTelemetryRule({
    name: "metrics are recorded with their values, in order",
    why: "A sum is as good as its parts.",
    needs: ["metrics"],
    async check(subject) {
      const given = [
        ["first", 1],
        ["second", 0],
        ["third_ms", 0.1 + 0.2],
        ["fourth_ms", -5],
        ["fifth", 1e308],
        ["first", 2],
      ] as const;
      for (const [name, value] of given) subject.telemetry.emitMetric(name, value);
      const metrics = await readMetrics(subject, "value");
      expectEqual(
        "the metrics",
        metrics.map(({ name, value }) => [name, value]),
        given,
      );
    },
  }),
  defineTelemetryRule({
    name: "a value that is not finite, or below zero on a counter, is refused",
    why: "One NaN makes a whole sum NaN, and one Infinity a whole average.",
    needs: ["metrics"],
    async check(subject) {
      const { telemetry } = subject;
      for (const name of ["counter", "histogram_ms"]) {
        for (const value of [Number.NaN, Infinity, -Infinity, "1", null, undefined])
          telemetry.emitMetric(name, value as number);
      }
      telemetry.emitMetric("counter", -1);
      telemetry.emitMetric("counter", 1);
      const metrics = await readMetrics(subject, "value");
      expectEqual(
        "the list of metrics",
        metrics.map(({ name, value }) => [name, value]),
        [["counter", 1]],
      );
    },
  }),
  defineTelemetryRule({
    name: "attributes of a metric are copied when they are given, without undefined and null",
    why: "Each set of attributes is a series of its own.",
    needs: ["metrics"],
    async check(subject) {
      const given: Record<string, unknown> = { model: "small", ok: false, none: undefined, nothing: null };
      subject.telemetry.emitMetric("copied", 1, given);
      given.model = "changed";
      const { attributes } = await readMetric(subject, "copied", "attributes");
      expectEqual("the attributes", attributes, { model: "small", ok: false });
    },
  }),
  defineTelemetryRule({
    name: "a metric names the span that it was emitted in",
    why: "From a spike on a chart, one wants to get to the run that made it.",
    needs: ["spans", "metrics"],
    async check(subject) {
      await emitAround(subject.telemetry);
      const metrics = await readMetrics(subject);
      const spans = await readSpans(subject, "traceId", "spanId");
      for (const [metric, name] of [
        ["in run", "run"],
        ["in turn", "turn"],
        ["in run again", "run"],
      ] as const) {
        const { traceId, spanId } = onlyOne(metrics, "metric", metric);
        const span = onlyOne(spans, "span", name);
        expectEqual(`the ids of the metric "${metric}"`, [traceId, spanId], [span.traceId, span.spanId]);
      }
      const { traceId, spanId } = onlyOne(metrics, "metric", "outside");
      expectEqual("the ids of a metric outside of spans", [traceId, spanId], [undefined, undefined]);
    },
  }),
  defineTelemetryRule({
    name: "heddle.unit and heddle.instrument are moved into the record",
    why: "That is how a gauge, or a unit that the name does not say, goes through the two methods.",
    needs: ["metrics"],
    async check(subject) {
      subject.telemetry.emitMetric("depth", -2, { "heddle.unit": "{item}", "heddle.instrument": "gauge", queue: "in" });
      const { unit, instrumentKind: kind, attributes } = await readMetric(subject, "depth", "unit", "instrumentKind");
      expectEqual(
        "the metric",
        { unit, kind, attributes },
        { unit: "{item}", kind: "gauge", attributes: { queue: "in" } },
      );
    },
  }),
];

async function emitAround(telemetry: Telemetry): Promise<void> {
  await telemetry.trace("run", {}, async () => {
    telemetry.emitMetric("in run", 1);
    await telemetry.trace("turn", {}, async () => {
      await Promise.resolve();
      telemetry.emitMetric("in turn", 1);
    });
    telemetry.emitMetric("in run again", 1);
  });
  telemetry.emitMetric("outside", 1);
}
