import { deepStrictEqual } from "node:assert/strict";
import type { SpanRecord } from "@heddle/core";
import {
  decodeTraces,
  encodeTraces,
  encodeTracesJson,
  spanToJson,
  spanToProtobuf,
  tracesRequest,
  tracesRequestJson,
} from "@heddle/otlp";
import { describe, expect, test } from "vitest";
import { officialTraces, withoutEmpty } from "./official-root.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";
const parentSpanId = "00f067aa0ba902b7";
const resource = { attributes: { "service.name": "agent" } };

const span: SpanRecord = {
  kind: "span",
  name: "loom.tool",
  traceId,
  spanId,
  startedAt: 1763689348743.622,
  endedAt: 1763689348747.835,
  durationMs: 4.213,
  status: "ok",
  attributes: {},
};

/** What both forms say of a span. */
function encoded(of: SpanRecord, limits = {}) {
  const json = JSON.parse(spanToJson(of, limits));
  const protobuf = officialTraces(encodeTraces([of], { attributes: {} }, limits)) as Traces;
  expect(protobuf.resourceSpans[0]?.scopeSpans[0]?.spans[0]).toEqual(withoutEmpty(json));
  return json;
}

interface Traces {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly object[] }[] }[];
}

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

test("a whole request has the resource, the scope and the spans", () => {
  const request = JSON.parse(encodeTracesJson([{ ...span, parentSpanId, attributes: { tool: "add" } }], resource));

  expect(request).toEqual({
    resourceSpans: [
      {
        resource: { attributes: [text("service.name", "agent")] },
        scopeSpans: [
          {
            scope: { name: "heddle" },
            spans: [
              {
                traceId,
                spanId,
                parentSpanId,
                name: "loom.tool",
                kind: 1,
                startTimeUnixNano: "1763689348743622000",
                endTimeUnixNano: "1763689348747835000",
                attributes: [text("tool", "add")],
                flags: 0x001,
              },
            ],
          },
        ],
      },
    ],
  });
});

test("a resource may have values of any kind", () => {
  const attributes = { list: [1, "a", null], object: { nested: true }, broken: Number.NaN };

  const json = JSON.parse(encodeTracesJson([], { attributes }));
  const protobuf = officialTraces(encodeTraces([], { attributes }));

  const list = { arrayValue: { values: [{ intValue: "1" }, { stringValue: "a" }, {}] } };
  const object = { kvlistValue: { values: [{ key: "nested", value: { boolValue: true } }] } };
  const expected = [
    { key: "list", value: list },
    { key: "object", value: object },
    { key: "broken", value: { doubleValue: "NaN" } },
  ];
  expect(json.resourceSpans[0].resource.attributes).toEqual(expected);
  expect(withoutEmpty(protobuf)).toEqual(withoutEmpty(json));
});

test("spans may be encoded one by one, as they end", () => {
  const spans = [span, { ...span, name: "loom.run" }];

  const request = tracesRequest(
    spans.map((each) => spanToProtobuf(each)),
    resource,
  );
  const json = tracesRequestJson(
    spans.map((each) => spanToJson(each)),
    resource,
  );

  expect(request).toEqual(encodeTraces(spans, resource));
  expect(json).toEqual(encodeTracesJson(spans, resource));
});

test("each of many spans is whole, wherever the buffer ends that they share", () => {
  const letters = [..."abcdefghij"];
  const spans = Array.from({ length: 10_000 }, (_, index) => {
    const texts = letters.map((key, at) => [key, "x".repeat((index + at) % 11)]);
    return {
      ...span,
      attributes: { ...Object.fromEntries(texts), whole: index, part: index / 3, text: "é", yes: true },
    };
  });

  const encoded = spans.map((each) => spanToProtobuf(each));

  const [decoded] = decodeTraces(tracesRequest(encoded, resource));
  deepStrictEqual(decoded?.spans, spans);
});

test("a span may be longer than the buffer", () => {
  const attributes = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key.${index}`, "é".repeat(10_000)]));

  const [decoded] = decodeTraces(encodeTraces([span, { ...span, attributes }, span], resource));

  expect(decoded?.spans).toEqual([span, { ...span, attributes }, span]);
});

describe("the kind", () => {
  const kinds = [
    ["is INTERNAL", {}, 1],
    ["is CLIENT for a GenAI operation that calls a service", { "gen_ai.operation.name": "chat" }, 3],
    ["is INTERNAL for an operation of the program itself", { "gen_ai.operation.name": "execute_tool" }, 1],
    ["is what otel.span.kind says", { "otel.span.kind": "SERVER" }, 2],
    ["is what otel.span.kind says, in any case", { "otel.span.kind": "consumer" }, 5],
    [
      "is what otel.span.kind says, before the operation",
      { "otel.span.kind": "INTERNAL", "gen_ai.operation.name": "chat" },
      1,
    ],
  ] as const;
  for (const [what, attributes, kind] of kinds) {
    test(what, () => {
      const { kind: found, attributes: left } = encoded({ ...span, attributes });

      expect(found).toBe(kind);
      expect(left).toEqual(
        "gen_ai.operation.name" in attributes
          ? [text("gen_ai.operation.name", attributes["gen_ai.operation.name"])]
          : [],
      );
    });
  }

  test("is not what otel.span.kind says where that is none", () => {
    const other = encoded({ ...span, attributes: { "otel.span.kind": "OTHER" } });
    const number = encoded({ ...span, attributes: { "otel.span.kind": 3 } });

    expect([other.kind, number.kind]).toEqual([1, 1]);
    expect(other.attributes).toEqual([text("otel.span.kind", "OTHER")]);
    expect(number.attributes).toEqual([{ key: "otel.span.kind", value: { intValue: "3" } }]);
  });
});

describe("the status", () => {
  const failed: SpanRecord = {
    ...span,
    status: "error",
    exception: "TypeError: no",
    error: { type: "TypeError", message: "no", stack: "TypeError: no\n at x" },
  };
  const exception = {
    timeUnixNano: "1763689348747835000",
    name: "exception",
    attributes: [
      text("exception.type", "TypeError"),
      text("exception.message", "no"),
      text("exception.stacktrace", "TypeError: no\n at x"),
    ],
  };

  test("of a failure has its message; the exception is an event at the end", () => {
    const { status, events, attributes } = encoded(failed);

    expect(status).toEqual({ code: 2, message: "no" });
    expect(events).toEqual([exception]);
    expect(attributes).toEqual([text("error.type", "TypeError")]);
  });

  test("leaves the record's own error.type alone", () => {
    const { events, attributes } = encoded({ ...failed, attributes: { "error.type": "429" } });

    expect(events).toEqual([exception]);
    expect(attributes).toEqual([text("error.type", "429")]);
  });

  test("says in the event that error.type is the record's own, where one could not tell", () => {
    const { events, attributes } = encoded({ ...failed, attributes: { "error.type": "TypeError" } });

    expect(events).toEqual([{ ...exception, attributes: [...exception.attributes, text("error.type", "TypeError")] }]);
    expect(attributes).toEqual([text("error.type", "TypeError")]);
  });

  test("of a failure that is but a line has that", () => {
    const { status, events } = encoded({ ...span, status: "error", exception: "it broke" });

    expect(status).toEqual({ code: 2, message: "it broke" });
    expect(events).toEqual([{ ...exception, attributes: [text("exception.message", "it broke")] }]);
  });

  test("of a failure that nobody described is ERROR all the same", () => {
    const { status, events } = encoded({ ...span, status: "error" });

    expect(status).toEqual({ code: 2 });
    expect(events).toEqual([]);
  });

  test("of a cancelled span is an attribute, for OpenTelemetry has none", () => {
    const { status, attributes } = encoded({ ...span, status: "cancelled", attributes: { "heddle.status": "mine" } });

    expect(status).toBeUndefined();
    expect(attributes).toEqual([text("heddle.status", "cancelled")]);
  });

  test("is never what an attribute pretends", () => {
    const { attributes } = encoded({ ...span, attributes: { "heddle.status": "cancelled" } });

    expect(attributes).toEqual([]);
  });
});

test("events and links are carried over, a link with its kind", () => {
  const { events, links } = encoded({
    ...span,
    events: [{ name: "retry", time: 1763689348744, attributes: { attempt: 2 } }],
    links: [
      { kind: "retry_of", traceId, spanId: parentSpanId, attributes: { why: "429", "heddle.link.kind": "mine" } },
      { kind: "handoff", traceId, spanId: parentSpanId },
    ],
  });

  expect(events).toEqual([
    { timeUnixNano: "1763689348744000000", name: "retry", attributes: [{ key: "attempt", value: { intValue: "2" } }] },
  ]);
  expect(links).toEqual([
    { traceId, spanId: parentSpanId, attributes: [text("why", "429"), text("heddle.link.kind", "retry_of")] },
    { traceId, spanId: parentSpanId, attributes: [text("heddle.link.kind", "handoff")] },
  ]);
});

describe("attributes", () => {
  test("have the type of their value; a structure is JSON, null is none", () => {
    const { attributes } = encoded({
      ...span,
      attributes: {
        text: "é",
        whole: 3,
        negative: -3,
        large: Number.MAX_SAFE_INTEGER,
        beyond: 2 ** 60,
        fraction: 0.5,
        yes: true,
        list: [1, 2],
        mixed: [1, "a"],
        object: { a: null },
        nothing: null,
      },
    });

    expect(attributes).toEqual([
      text("text", "é"),
      { key: "whole", value: { intValue: "3" } },
      { key: "negative", value: { intValue: "-3" } },
      { key: "large", value: { intValue: "9007199254740991" } },
      { key: "beyond", value: { doubleValue: 2 ** 60 } },
      { key: "fraction", value: { doubleValue: 0.5 } },
      { key: "yes", value: { boolValue: true } },
      { key: "list", value: { arrayValue: { values: [{ intValue: "1" }, { intValue: "2" }] } } },
      text("mixed", '[1,"a"]'),
      text("object", '{"a":null}'),
    ]);
  });

  test("of any length arrive whole, whatever their letters", () => {
    const lengths = [0, 1, 40, 63, 64, 119, 120, 127, 128, 16_383, 16_384, 65_536];
    const entries = lengths.flatMap((length) => [
      [`ascii.${length}`, "a".repeat(length)],
      [`wide.${length}`, "€".repeat(length)],
      [`${"k".repeat(length)}.key`, "é"],
    ]);
    const attributes: Record<string, string> = Object.fromEntries(entries);

    const { attributes: arrived } = encoded({ ...span, name: "n".repeat(300), attributes });

    expect(arrived).toEqual(Object.entries(attributes).map(([key, value]) => text(key, value)));
  });

  test("with content stay here, unless the user says so", () => {
    const spanWithContent: SpanRecord = {
      ...span,
      attributes: { "gen_ai.input.messages": "[]", model: "m" },
      events: [{ name: "message", time: 0, attributes: { prompt: "hi" } }],
    };

    const kept = encoded(spanWithContent);
    const told = encoded(spanWithContent, { captureContent: true });

    expect(kept.attributes).toEqual([text("model", "m")]);
    expect(kept.events).toEqual([{ timeUnixNano: "0", name: "message", attributes: [] }]);
    expect(told.attributes).toEqual([text("gen_ai.input.messages", "[]"), text("model", "m")]);
    expect(told.events).toEqual([{ timeUnixNano: "0", name: "message", attributes: [text("prompt", "hi")] }]);
  });

  test("that are long end early, and so does a failure's message", () => {
    const long = "x".repeat(30);

    const { attributes, status } = encoded(
      { ...span, status: "error", exception: long, attributes: { long } },
      { valueLength: 20 },
    );

    const short = `${"x".repeat(20)}… [10 more]`;
    expect(attributes).toEqual([text("long", short)]);
    expect(status).toEqual({ code: 2, message: short });
  });

  test("of names that a program makes up are told right, and do not fill the memory", () => {
    const many = Array.from({ length: 3000 }, (_, number) => [`name.${number}`, number]);

    const { attributes } = encoded({ ...span, attributes: Object.fromEntries(many) });

    expect(attributes).toHaveLength(3000);
    expect(attributes[2999]).toEqual({ key: "name.2999", value: { intValue: "2999" } });
  });
});

describe("times", () => {
  const times = [
    ["to the microsecond", 1763689348743.622, "1763689348743622000"],
    ["at the epoch", 0, "0"],
    ["in 2240", 8_520_336_000_000.001, "8520336000000001000"],
    ["before OTLP's time, as its beginning", -1, "0"],
    ["of a broken clock, as its beginning", Number.NaN, "0"],
    ["after OTLP's time, as its end", 1e300, "9007199254740991000"],
  ] as const;
  for (const [what, time, nanos] of times) {
    test(what, () => {
      const { startTimeUnixNano } = encoded({ ...span, startedAt: time });

      expect(startTimeUnixNano).toBe(nanos);
    });
  }
});

test("a root says that no parent is remote; of others that is not known", () => {
  expect(encoded(span).flags).toBe(0x101);
  expect(encoded({ ...span, parentSpanId }).flags).toBe(0x001);
});
