/** Telemetries that each break one rule on what is recorded. */
import type { Attributes, JsonObject, Span, SpanRecord } from "@heddle/core";
import type { BrokenTelemetry } from "./broken-telemetries.ts";
import { handing, recordingMetrics, recordingSpans, telemetryWith } from "./telemetry-with.ts";

const statuses: readonly BrokenTelemetry[] = [
  {
    name: "one with an exception in every span",
    breaks: ["a span of work that went well is ok, and tells of no failure"],
    make: recordingSpans(({ exception = "" }) => ({ exception })),
  },
  {
    name: "one without stacks",
    breaks: ["a span whose work threw or rejected is an error, with its type, message and stack"],
    make: recordingSpans(({ error }) =>
      error === undefined ? {} : { error: { type: error.type, message: error.message } },
    ),
  },
  {
    name: "one that records messages alone",
    breaks: ["whatever was thrown is told in words"],
    make: recordingSpans(({ error, exception }) =>
      error?.message === "" ? { exception: "" } : { ...(exception && { exception }) },
    ),
  },
  {
    name: "one that knows no cancellation",
    breaks: ["an abort is a cancellation, a timeout is an error"],
    make: recordingSpans(({ status }) => ({ status: status === "ok" ? "ok" : "error" })),
  },
  {
    name: "one that knows no failure that was handled",
    breaks: ["a failure that was handled is recorded by fail, and nothing is thrown"],
    make: handing(() => ({ fail() {} })),
  },
  {
    name: "one that blames the whole trace",
    breaks: ["a failure that the outer work caught is the inner span's alone"],
    make: telemetryWith(() => ({
      spans(spans) {
        const failed = new Set(spans.filter((span) => span.status === "error").map((span) => span.traceId));
        return spans.map((span) => (failed.has(span.traceId) ? { ...span, status: "error" } : span));
      },
    })),
  },
];

const attributes: readonly BrokenTelemetry[] = [
  {
    name: "one that takes 0 for nothing",
    breaks: ["attributes are recorded as given, and those that are undefined or null are left out"],
    make: recordingSpans((span) => ({ attributes: only(span.attributes, (_, value) => Boolean(value)) })),
  },
  {
    name: "one that has words of its own",
    breaks: ["an attribute may have any name"],
    make: recordingSpans((span) => ({ attributes: only(span.attributes, (key) => !(key in span)) })),
  },
  {
    name: "one that keeps the caller's list",
    breaks: ["attributes are copied when they are given"],
    make: keepingStart((given) => {
      const list = own(given, "list");
      return Array.isArray(list) ? { list } : {};
    }),
  },
  {
    name: "one that keeps the first of two values",
    breaks: ["attributes set while the span is open are added, and replace those of the same name"],
    make: keepingStart((given) => {
      const tokens = own(given, "tokens");
      return typeof tokens === "number" ? { tokens } : {};
    }),
  },
  {
    name: "one that fails spans which have ended",
    breaks: ["nothing changes a span that has ended"],
    make: failingLate(),
  },
  {
    name: "one that tells the last event first",
    breaks: ["events and links are recorded in order"],
    make: recordingSpans(({ events }) => (events === undefined ? {} : { events: events.toReversed() })),
  },
  {
    name: "one that ends spans when they begin",
    breaks: ["a span ends when it began or later, by as much as it lasted"],
    make: recordingSpans(({ startedAt }) => ({ endedAt: startedAt })),
  },
];

const hostile: readonly BrokenTelemetry[] = [
  {
    name: "one that counts attributes",
    breaks: ["no attribute makes telemetry throw, whatever it is"],
    make: telemetryWith((memory) => ({
      trace(name, given, work) {
        void Object.keys(given).length;
        return memory.trace(name, given as Attributes, work);
      },
    })),
  },
  {
    name: "one that freezes what it is given",
    breaks: ["no attribute is changed, frozen or used up"],
    make: telemetryWith((memory) => ({
      trace(name, given, work) {
        freeze(own(given, "value"));
        return memory.trace(name, given as Attributes, work);
      },
    })),
  },
  {
    name: "one that keeps dates",
    breaks: ["what JSON cannot hold is recorded as what it can, beside the other attributes"],
    make: recordingSpans(({ name, attributes: given }) =>
      name === "a Date" ? { attributes: { ...given, value: new Date(0) as never } } : {},
    ),
  },
  {
    name: "one that keeps the dates of metrics",
    breaks: ["a metric records what JSON can hold of its attributes, and its name as text"],
    make: recordingMetrics(({ name, attributes: given }) =>
      name === "a Date" ? { attributes: { ...given, value: new Date(0) as never } } : {},
    ),
  },
];

const metrics: readonly BrokenTelemetry[] = [
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

const life: readonly BrokenTelemetry[] = [
  {
    name: "one that cannot be flushed when it is disposed of",
    breaks: ["flush resolves at any time, also twice at once, and with a time limit"],
    make: telemetryWith(() => {
      let isDisposed = false;
      return {
        async flush() {
          if (isDisposed) throw new Error("disposed");
        },
        async [Symbol.asyncDispose]() {
          isDisposed = true;
        },
      };
    }),
  },
  {
    name: "one that can be disposed of once",
    breaks: ["dispose resolves twice, also at once, and work goes on afterwards"],
    make: telemetryWith(() => {
      let isDisposed = false;
      return {
        async [Symbol.asyncDispose]() {
          if (isDisposed) throw new Error("disposed");
          isDisposed = true;
        },
      };
    }),
  },
  {
    name: "one that has written nothing",
    breaks: ["health counts every span and every metric once for each sink, and they add up"],
    make: telemetryWith((memory) => ({
      health() {
        const { sinks, ...rest } = memory.health();
        return { ...rest, sinks: sinks.map((counts) => ({ ...counts, written: 0 })) };
      },
    })),
  },
  {
    name: "one that does not say what it refused",
    breaks: ["health counts the metrics that were refused"],
    make: telemetryWith((memory) => ({ health: () => ({ ...memory.health(), refusedMetrics: 0 }) })),
  },
];

export const brokenRecordings: readonly BrokenTelemetry[] = [
  ...statuses,
  ...attributes,
  ...hostile,
  ...metrics,
  ...life,
];

function only(given: JsonObject, keep: (key: string, value: unknown) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([key, value]) => keep(key, value)));
}

/** Some attributes are Proxies that throw. */
function own(object: unknown, key: string): unknown {
  try {
    return (object as Record<string, unknown> | undefined)?.[key];
  } catch {
    return undefined;
  }
}

function freeze(value: unknown): void {
  try {
    Object.freeze(value);
  } catch {
    // There are objects that cannot be frozen.
  }
}

/** Records what `keep` finds in the attributes that the span began with, as it is when it is read. */
function keepingStart(keep: (given: object) => object) {
  return telemetryWith((memory) => {
    const kept = new Map<string, object>();
    return {
      trace: (name, given, work) =>
        memory.trace(name, given as Attributes, (span) => {
          kept.set(span.spanId, keep(given));
          return work(span);
        }),
      spans: (spans) => spans.map((span) => withAttributes(span, kept.get(span.spanId))),
    };
  });
}

function withAttributes(span: SpanRecord, more: object | undefined): SpanRecord {
  return { ...span, attributes: { ...span.attributes, ...more } };
}

function failingLate() {
  const failed = new Set<string>();
  return handing(
    (span: Span) => ({
      fail(error) {
        failed.add(span.spanId);
        span.fail(error);
      },
    }),
    () => ({ spans: (spans) => spans.map((span) => (failed.has(span.spanId) ? { ...span, status: "error" } : span)) }),
  );
}
