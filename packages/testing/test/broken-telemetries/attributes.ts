/** Telemetries that each break one rule on attributes. */
import type { Attributes, JsonObject, Span, SpanRecord } from "@heddle/core";
import type { MakeTelemetry } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { handing, recordingSpans, telemetryWith } from "../telemetry-with.ts";

export const telemetriesBreakingAttributes: readonly Broken<MakeTelemetry>[] = [
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

/** Some attributes are Proxies that throw. */
function own(object: unknown, key: string): unknown {
  try {
    return (object as Record<string, unknown> | undefined)?.[key];
  } catch {
    return undefined;
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

function only(given: JsonObject, keep: (key: string, value: unknown) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([key, value]) => keep(key, value)));
}
