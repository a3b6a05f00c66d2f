/** Makes any record, for property tests. */
import type { JsonObject, JsonValue, MetricRecord, SpanRecord, SpanStart } from "@heddle/core";
import fc from "fast-check";

/** Well-formed text, as records hold it. */
const text = fc.string({ unit: "binary" }).map((value) => value.toWellFormed());
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const timeMs = fc.integer({ min: 0, max: Date.UTC(2255, 0) * 1000 }).map((us) => us / 1000);

const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6, depthSize: "medium" },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("json")),
    fc.dictionary(key(), tie("json"), { noNullPrototype: true }),
  ),
}));

function key(): fc.Arbitrary<string> {
  return fc.oneof(text, fc.constantFrom("__proto__", "toString", "constructor", ""));
}

const attributes = fc.dictionary(key(), json, { noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
const hex = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((digits) => /[^0]/.test(digits));
const traceId = hex(32);
const spanId = hex(16);

const failure = fc.record(
  { type: text, message: text, stack: text },
  { noNullPrototype: true, requiredKeys: ["type", "message"] },
);
const event = fc.record({ name: text, time: timeMs, attributes }, { noNullPrototype: true });
const link = fc.record(
  {
    kind: fc.constantFrom("caused_by", "data_flow", "branched_from", "retry_of", "fallback_of", "handoff"),
    traceId,
    spanId,
    attributes,
  },
  { noNullPrototype: true, requiredKeys: ["kind", "traceId", "spanId"] },
);

export const anySpan = fc.record(
  {
    kind: fc.constant("span"),
    name: text,
    traceId,
    spanId,
    parentSpanId: spanId,
    startedAt: timeMs,
    endedAt: timeMs,
    durationMs: number,
    status: fc.constantFrom("ok", "error", "cancelled"),
    attributes,
    exception: text,
    error: failure,
    events: fc.array(event, { minLength: 1 }),
    links: fc.array(link, { minLength: 1 }),
  },
  {
    noNullPrototype: true,
    requiredKeys: ["kind", "name", "traceId", "spanId", "startedAt", "endedAt", "durationMs", "status", "attributes"],
  },
) as fc.Arbitrary<SpanRecord>;

export const anyStart = fc.record(
  {
    kind: fc.constant("span_start"),
    name: text,
    traceId,
    spanId,
    parentSpanId: spanId,
    startedAt: timeMs,
    attributes,
    sampled: fc.constant(false),
  },
  { noNullPrototype: true, requiredKeys: ["kind", "name", "traceId", "spanId", "startedAt", "attributes"] },
) as fc.Arbitrary<SpanStart>;

export const anyMetric = fc
  .record({
    kind: fc.constant("metric"),
    name: text,
    value: number,
    unit: text,
    instrumentKind: fc.constantFrom("counter", "histogram", "gauge"),
    attributes,
    emittedAt: timeMs,
    span: fc.option(fc.record({ traceId, spanId })),
  })
  .map(({ span, ...metric }) => ({ ...metric, ...span })) as fc.Arbitrary<MetricRecord>;
