import type { JsonObject, JsonValue, LinkKind, SpanRecord } from "@heddle/core";
import { InMemoryTelemetry } from "@heddle/core";
import { HeddleSpanProcessor } from "@heddle/otel";
import fc from "fast-check";
import { expect, test } from "vitest";

type Readable = Parameters<HeddleSpanProcessor["onEnd"]>[0];

const hrTime = (us: number): [number, number] => [Math.floor(us / 1_000_000), (us % 1_000_000) * 1000];

/** What is recorded of `span`. */
function read(span: Readable): SpanRecord {
  const memory = new InMemoryTelemetry();
  new HeddleSpanProcessor(memory).onEnd(span);
  return memory.spans()[0] as SpanRecord;
}

/** The span that OpenTelemetry has of `record`. */
function asOTel(record: SpanRecord): Readable {
  const { traceId, spanId, parentSpanId, status, error, events = [], links = [] } = record;
  const us = (ms: number) => hrTime(Math.round(ms * 1000));
  const exception = error && {
    "exception.type": error.type,
    "exception.message": error.message,
    ...(error.stack !== undefined && { "exception.stacktrace": error.stack }),
  };
  return {
    name: record.name,
    kind: 0,
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    ...(parentSpanId && { parentSpanContext: { traceId, spanId: parentSpanId, traceFlags: 1 } }),
    startTime: us(record.startedAt),
    endTime: us(record.endedAt),
    status: { code: status === "error" ? 2 : 0, ...(error && { message: error.message }) },
    attributes: {
      ...record.attributes,
      ...(status === "cancelled" && { "heddle.status": "cancelled" }),
      ...(status === "error" && { "error.type": error?.type }),
    },
    events: [
      ...events.map(({ name, time, attributes }) => ({ name, time: us(time), attributes })),
      ...(exception ? [{ name: "exception", time: us(record.endedAt), attributes: exception }] : []),
    ],
    links: links.map(({ kind, attributes, ...context }) => ({
      context,
      attributes: { "heddle.link.kind": kind, ...attributes },
    })),
    resource: { attributes: {} },
    instrumentationScope: { name: "@heddle/otel" },
  };
}

const text = fc.string({ unit: "binary" }).map((value) => value.toWellFormed());
/** From 2109 on, milliseconds have no room for each microsecond. */
const timeUs = fc.integer({ min: 0, max: Date.UTC(2100, 0) * 1000 });
const value = fc.jsonValue({ noUnicodeString: false }).filter((json) => json !== null) as fc.Arbitrary<JsonValue>;
const wellFormedValue = value.map((json) => JSON.parse(JSON.stringify(json)) as JsonValue);
const attributes = fc.dictionary(text, wellFormedValue, {
  noNullPrototype: true,
  maxKeys: 5,
}) as fc.Arbitrary<JsonObject>;
const id = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`)).filter((hex) => /[^0]/.test(hex));
const kind = fc.constantFrom<LinkKind>("caused_by", "data_flow", "branched_from", "retry_of", "fallback_of", "handoff");
const outcome = fc.oneof(
  fc.constant({ status: "ok" as const }),
  fc.constant({ status: "cancelled" as const }),
  fc
    .record({
      status: fc.constantFrom("error" as const, "cancelled" as const),
      error: fc.record(
        { type: text, message: text, stack: text },
        { noNullPrototype: true, requiredKeys: ["type", "message"] },
      ),
    })
    .map(({ status, error }) => ({
      status,
      exception: error.message === "" ? error.type : `${error.type}: ${error.message}`,
      error,
    })),
);

const anyRecord = fc
  .record(
    {
      name: text,
      traceId: id(32),
      spanId: id(16),
      parentSpanId: id(16),
      startedUs: timeUs,
      durationUs: fc.integer({ min: 0, max: 1_000_000_000 }),
      attributes,
      outcome,
      events: fc.array(fc.record({ name: text, time: timeUs.map((us) => us / 1000), attributes }), { minLength: 1 }),
      links: fc.array(
        fc.record({
          kind,
          traceId: id(32),
          spanId: id(16),
          attributes: attributes.filter((all) => Object.keys(all).length > 0),
        }),
        { minLength: 1 },
      ),
    },
    { requiredKeys: ["name", "traceId", "spanId", "startedUs", "durationUs", "attributes", "outcome"] },
  )
  .map(({ startedUs, durationUs, outcome: how, ...rest }) => ({
    kind: "span" as const,
    ...rest,
    ...how,
    startedAt: startedUs / 1000,
    endedAt: (startedUs + durationUs) / 1000,
    durationMs: durationUs / 1000,
  })) as fc.Arbitrary<SpanRecord>;

test("whatever the record, the span that OpenTelemetry has of it is read as the same record", () => {
  fc.assert(
    fc.property(anyRecord, (record) => {
      expect(read(asOTel(record))).toEqual(record);
    }),
  );
});

test("whatever stands in a span, its record is JSON", () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true });
  const hostile = fc.dictionary(fc.string(), anything, { maxKeys: 4 });
  const span = asOTel(fc.sample(anyRecord, { numRuns: 1, seed: 1 })[0] as SpanRecord);

  fc.assert(
    fc.property(fc.string({ unit: "binary" }), hostile, fc.nat(), (name, given, code) => {
      const { traceId, spanId } = span.spanContext();

      const record = read({
        ...span,
        name,
        kind: code,
        attributes: given,
        events: [{ name: "exception", time: [0, 0], attributes: given }],
        links: [{ context: { traceId, spanId }, attributes: given }],
        status: { code, message: name },
      });

      expect(JSON.parse(JSON.stringify(record))).toStrictEqual(record);
      expect(JSON.stringify(record).isWellFormed()).toBe(true);
    }),
  );
});

test("a span of SDK 1.x names its parent and its library in its own way", () => {
  const [record] = fc.sample(anyRecord, { numRuns: 1, seed: 2 }) as [SpanRecord];
  const { instrumentationScope, parentSpanContext, ...span } = asOTel(record);

  const old = read({
    ...span,
    parentSpanId: "00000000000000ff",
    instrumentationLibrary: { name: "old", version: "1" },
  });
  const bare = read({ ...span, parentSpanId: "" });

  expect(old.parentSpanId).toBe("00000000000000ff");
  expect(old.attributes).toMatchObject({ "otel.scope.name": "old", "otel.scope.version": "1" });
  expect(bare).not.toHaveProperty("parentSpanId");
  expect(Object.keys(bare.attributes).filter((key) => key.startsWith("otel."))).toEqual([]);
});

test("an end before the start is a span of no length", () => {
  const [record] = fc.sample(anyRecord, { numRuns: 1, seed: 3 }) as [SpanRecord];

  const { startedAt, endedAt, durationMs } = read({ ...asOTel(record), startTime: [2, 0], endTime: [1, 0] });

  expect([startedAt, endedAt, durationMs]).toEqual([2000, 2000, 0]);
});
