/** Telemetries that each break one rule on metrics. */
import type { Attributes } from "@heddle/core";
import type { MakeTelemetry } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { recordingMetrics, telemetryWith } from "../telemetry-with.ts";

export const telemetriesBreakingMetrics: readonly Broken<MakeTelemetry>[] = [
  {
    name: "one that counts the metrics it is given",
    breaks: ["emitMetric gives back nothing and never throws, whatever the value"],
    make: telemetryWith((memory) => {
      let count = 0;
      return {
        emitMetric(name, value, given) {
          memory.emitMetric(name, value, given as Attributes);
          return ++count as never;
        },
      };
    }),
  },
  {
    name: "one that takes _s for seconds",
    breaks: ["the end of the name makes a metric a histogram with a unit, or a counter"],
    make: recordingMetrics(({ name }) => (name.endsWith("_s") ? { instrumentKind: "histogram", unit: "s" } : {})),
  },
  {
    name: "one that sorts by value",
    breaks: ["metrics are recorded with their values, in order"],
    make: telemetryWith(() => ({ metrics: (all) => all.toSorted((a, b) => a.value - b.value) })),
  },
  {
    name: "one that takes infinity for a large number",
    breaks: ["a value that is not finite, or below zero on a counter, is refused"],
    make: telemetryWith((memory) => ({
      emitMetric: (name, value, given) =>
        memory.emitMetric(name, value === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : value, given as Attributes),
    })),
  },
  {
    name: "one that keeps the caller's model",
    breaks: ["attributes of a metric are copied when they are given, without undefined and null"],
    make: telemetryWith((memory) => {
      let last: unknown;
      return {
        emitMetric(name, value, given) {
          last = given;
          memory.emitMetric(name, value, given as Attributes);
        },
        metrics: (all) =>
          all.map((metric) =>
            "model" in metric.attributes
              ? { ...metric, attributes: { ...metric.attributes, model: own(last, "model") as string } }
              : metric,
          ),
      };
    }),
  },
  {
    name: "one whose metrics stand alone",
    breaks: ["a metric names the span that it was emitted in"],
    make: telemetryWith(() => ({ metrics: (all) => all.map(({ traceId, spanId, ...metric }) => metric) })),
  },
  {
    name: "one that leaves units among the attributes",
    breaks: ["heddle.unit and heddle.instrument are moved into the record"],
    make: recordingMetrics(({ unit, attributes: given }) => ({
      attributes: unit === "{item}" ? { ...given, "heddle.unit": unit } : given,
    })),
  },
];

/** Some attributes are Proxies that throw. */
function own(object: unknown, key: string): unknown {
  try {
    return (object as Record<string, unknown> | undefined)?.[key];
  } catch {
    return undefined;
  }
}
