/** Makes any record that a recorder makes, for property tests. */
import type { Failure, JsonObject, JsonValue, MetricRecord, SpanEvent, SpanLink, SpanRecord } from "@heddle/core";
import fc from "fast-check";

/** Well-formed text, as records hold it. */
const text = fc.string({ unit: "binary" }).map((value) => value.toWellFormed());
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.maxSafeInteger(),
  fc.integer(),
);
/** Later, a number of milliseconds does not tell two microseconds apart. */
const timeUs = fc.integer({ min: 0, max: Date.UTC(2240, 0) * 1000 });
const timeMs = timeUs.map((us) => us / 1000);

const key = fc.oneof(
  text,
  fc.constantFrom("__proto__", "constructor", "", "input", "error.type", "exception.type", "gen_ai.operation.name"),
);

const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom("chat", "Error"),
    fc.array(text),
    fc.array(tie("json")),
    fc.dictionary(key, tie("json"), { noNullPrototype: true }),
  ),
}));

export const anyAttributes = fc.dictionary(key, json, { noNullPrototype: true }) as fc.Arbitrary<JsonObject>;

const hex = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((digits) => /[^0]/.test(digits));
const traceId = hex(32);
const spanId = hex(16);

const failure = fc.record(
  { type: fc.oneof(text, fc.constant("Error")), message: text, stack: text },
  { noNullPrototype: true, requiredKeys: ["type", "message"] },
) as fc.Arbitrary<Failure>;

const event: fc.Arbitrary<SpanEvent> = fc.record(
  { name: fc.oneof(text, fc.constant("exception")), time: timeMs, attributes: anyAttributes },
  { noNullPrototype: true },
);

const link = fc.record(
  {
    kind: fc.constantFrom("caused_by", "data_flow", "branched_from", "retry_of", "fallback_of", "handoff"),
    traceId,
    spanId,
    attributes: anyAttributes,
  },
  { noNullPrototype: true, requiredKeys: ["kind", "traceId", "spanId"] },
) as fc.Arbitrary<SpanLink>;

/** A failure has its line; the line alone is what readers of old files have. */
const outcome: fc.Arbitrary<Pick<SpanRecord, "status" | "error" | "exception">> = fc.oneof(
  fc.constant({ status: "ok" as const }),
  fc.record({ status: fc.constantFrom("error", "cancelled"), exception: text }),
  fc.record({ status: fc.constantFrom("error", "cancelled"), error: failure }).map(({ status, error }) => ({
    status,
    error,
    exception: error.message === "" ? error.type : `${error.type}: ${error.message}`,
  })),
);

export const anySpan: fc.Arbitrary<SpanRecord> = fc
  .record(
    {
      name: text,
      traceId,
      spanId,
      parentSpanId: spanId,
      startedUs: timeUs,
      durationUs: fc.integer({ min: 0, max: 1e12 }),
      outcome,
      attributes: anyAttributes,
      events: fc.array(event, { minLength: 1, maxLength: 3 }),
      links: fc.array(link, { minLength: 1, maxLength: 3 }),
    },
    {
      noNullPrototype: true,
      requiredKeys: ["name", "traceId", "spanId", "startedUs", "durationUs", "outcome", "attributes"],
    },
  )
  .map(({ startedUs, durationUs, outcome: how, ...span }) => ({
    kind: "span",
    ...span,
    ...how,
    startedAt: startedUs / 1000,
    endedAt: (startedUs + durationUs) / 1000,
    durationMs: durationUs / 1000,
  })) as fc.Arbitrary<SpanRecord>;

export const anyMetric = fc.record(
  {
    kind: fc.constant("metric"),
    name: text,
    value: number,
    unit: fc.oneof(text, fc.constantFrom("", "ms", "s", "By")),
    instrumentKind: fc.constantFrom("counter", "histogram", "gauge"),
    attributes: anyAttributes,
    emittedAt: timeMs,
  },
  { noNullPrototype: true },
) as fc.Arbitrary<MetricRecord>;
