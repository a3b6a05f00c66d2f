import { deepStrictEqual } from "node:assert/strict";
import type { JsonObject, SpanRecord } from "@heddle/core";
import { toOtlpValue } from "@heddle/core/bridge";
import { decodeTraces, decodeTracesJson, encodeTraces, encodeTracesJson } from "@heddle/otlp";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyAttributes, anySpan } from "./record-arbitraries.ts";

const limits = { captureContent: true, valueLength: Number.POSITIVE_INFINITY };

describe("a span that is encoded and decoded is the same record", () => {
  test("in protobuf", () => {
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 3 }), anyAttributes, (spans, attributes) => {
        const decoded = decodeTraces(encodeTraces(spans, { attributes }, limits));

        deepStrictEqual(decoded, [{ resource: withoutNulls(attributes), scope, spans: spans.map(asOtlpHolds) }]);
      }),
      { numRuns: 200 },
    );
  });

  test("in JSON", () => {
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 3 }), anyAttributes, (spans, attributes) => {
        const decoded = decodeTracesJson(encodeTracesJson(spans, { attributes }, limits));

        deepStrictEqual(decoded, [{ resource: withoutNulls(attributes), scope, spans: spans.map(asOtlpHolds) }]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a failure comes back", () => {
  const span: SpanRecord = {
    kind: "span",
    name: "loom.tool",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    startedAt: 1763689348743.622,
    endedAt: 1763689348747.835,
    durationMs: 4.213,
    status: "error",
    exception: "TypeError: no",
    error: { type: "TypeError", message: "no" },
    attributes: {},
  };
  const failures: readonly (readonly [what: string, span: SpanRecord])[] = [
    ["without an attribute for its type", span],
    ["with an attribute of its own that says the same", { ...span, attributes: { "error.type": "TypeError" } }],
    ["with an attribute of its own that says otherwise", { ...span, attributes: { "error.type": "429" } }],
    ["that was a cancellation", { ...span, status: "cancelled", attributes: { "error.type": "TypeError" } }],
  ];
  for (const [what, failed] of failures) {
    test(what, () => {
      const decoded = decodeTraces(encodeTraces([failed], { attributes: {} }));

      expect(decoded).toEqual([{ resource: {}, scope, spans: [failed] }]);
    });
  }
});

const scope = { name: "heddle" };

/** Structures are JSON text, null is none, and what is empty is left out. */
function asOtlpHolds(span: SpanRecord): SpanRecord {
  const { events, links, ...others } = span;
  return {
    ...others,
    attributes: flat(span.attributes),
    ...(events && { events: events.map((event) => ({ ...event, attributes: flat(event.attributes) })) }),
    ...(links && {
      links: links.map(({ attributes = {}, ...link }) => {
        const kept = flat(attributes);
        return { ...link, ...(Object.keys(kept).length > 0 && { attributes: kept }) };
      }),
    }),
  };
}

function flat(attributes: JsonObject): JsonObject {
  const entries = Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : [[key, toOtlpValue(value, Number.POSITIVE_INFINITY)]],
  );
  return Object.fromEntries(entries);
}

function withoutNulls(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}
