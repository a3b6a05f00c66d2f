import { deepStrictEqual } from "node:assert/strict";
import {
  decodeLine,
  encodeLine,
  encodeResource,
  type MetricRecord,
  type ResourceRecord,
  type SpanRecord,
  type SpanStart,
} from "@heddle/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyMetric, anySpan, anyStart } from "./record-arbitraries.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";
const parentSpanId = "00f067aa0ba902b7";
const startedAt = 1763689348743.622;

const span: SpanRecord = {
  kind: "span",
  name: "loom.tool",
  traceId,
  spanId,
  parentSpanId,
  startedAt,
  endedAt: 1763689348747.835,
  durationMs: 4.213,
  status: "ok",
  attributes: { tool: "add", ok: true },
};
const start: SpanStart = {
  kind: "span_start",
  name: "loom.tool",
  traceId,
  spanId,
  startedAt,
  attributes: { tool: "add" },
};
const metric: MetricRecord = {
  kind: "metric",
  name: "loom.cost.usd",
  value: 0.00012,
  unit: "",
  instrumentKind: "counter",
  attributes: { model: "m" },
  emittedAt: startedAt,
};

describe("a line", () => {
  test("of a span has its keys in the documented order", () => {
    expect(encodeLine(span, "aabbccdd")).toBe(
      `{"kind":"span","name":"loom.tool","trace_id":"${traceId}","span_id":"${spanId}",` +
        `"parent_span_id":"${parentSpanId}","started_at":"2025-11-21T01:42:28.743622Z",` +
        `"ended_at":"2025-11-21T01:42:28.747835Z","duration_ms":4.213,"status":"ok",` +
        `"attributes":{"tool":"add","ok":true},"exception":null,"error":null,"resource_id":"aabbccdd"}\n`,
    );
  });

  test("of a failed span has the exception, the error, events and links", () => {
    const { parentSpanId: _, ...root } = span;
    const error = { type: "TypeError", message: "x", stack: "TypeError: x\n    at y" };
    const events = [{ name: "retry", time: startedAt, attributes: { n: 1 } }];
    const links = [
      { kind: "retry_of" as const, traceId, spanId: parentSpanId },
      { kind: "data_flow" as const, traceId, spanId, attributes: { a: 1 } },
    ];

    const line = encodeLine({ ...root, status: "error", exception: "TypeError: x", error, events, links }, "aabbccdd");

    expect(line).toContain(
      `"exception":"TypeError: x","error":{"type":"TypeError","message":"x","stack":"TypeError: x\\n    at y"},` +
        `"events":[{"name":"retry","time":"2025-11-21T01:42:28.743622Z","attributes":{"n":1}}],` +
        `"links":[{"kind":"retry_of","trace_id":"${traceId}","span_id":"${parentSpanId}"},` +
        `{"kind":"data_flow","trace_id":"${traceId}","span_id":"${spanId}","attributes":{"a":1}}],"resource_id"`,
    );
    expect(line).toContain(`"parent_span_id":null`);
  });

  test("leaves out empty events and links", () => {
    expect(encodeLine({ ...span, events: [], links: [] }, "aabbccdd")).toBe(encodeLine(span, "aabbccdd"));
  });

  test("of a start keeps the attributes under a name of their own", () => {
    expect(encodeLine(start, "aabbccdd")).toBe(
      `{"kind":"span_start","name":"loom.tool","trace_id":"${traceId}","span_id":"${spanId}","parent_span_id":null,` +
        `"started_at":"2025-11-21T01:42:28.743622Z","start_attributes":{"tool":"add"},"resource_id":"aabbccdd"}\n`,
    );
  });

  test("of a metric has its number within the resource, and its span where there is one", () => {
    const placed = { ...metric, traceId, spanId };

    expect(encodeLine(metric, "aabbccdd", 7)).toBe(
      `{"kind":"metric","name":"loom.cost.usd","value":0.00012,"unit":"","instrument_kind":"counter",` +
        `"attributes":{"model":"m"},"emitted_at":"2025-11-21T01:42:28.743622Z","resource_id":"aabbccdd","seq":7}\n`,
    );
    expect(encodeLine(placed, "aabbccdd")).toContain(
      `"emitted_at":"2025-11-21T01:42:28.743622Z","trace_id":"${traceId}","span_id":"${spanId}","resource_id":"aabbccdd"}`,
    );
  });

  test("of a resource says who writes", () => {
    const resource: ResourceRecord = {
      kind: "resource",
      resourceId: "aabbccdd",
      serviceName: "shop",
      pid: 42,
      startedAt,
    };

    expect(encodeResource(resource)).toBe(
      `{"kind":"resource","schema":1,"resource_id":"aabbccdd","service_name":"shop","pid":42,` +
        `"started_at":"2025-11-21T01:42:28.743622Z"}\n`,
    );
    expect(decodeLine(encodeResource(resource)).record).toStrictEqual(resource);
  });

  test("is one line, whatever the names and values hold", () => {
    const name = 'a "name"\nwith \u2028 everything \u0000';

    expect(encodeLine({ ...span, name }, "aabbccdd").indexOf("\n")).toBe(
      encodeLine({ ...span, name }, "aabbccdd").length - 1,
    );
    expect(decodeLine(encodeLine({ ...span, name }, "aabbccdd")).record).toStrictEqual({ ...span, name });
  });

  test("a name is written the same however many there are, and however long", () => {
    const names = [...Array.from({ length: 1100 }, (_, index) => `name ${index}`), "x".repeat(1000)];

    for (const name of [...names, ...names]) expect(encodeLine({ ...span, name }, "r")).toContain(`"name":"${name}",`);
  });
});

describe("nothing is lost between a record and its line", () => {
  const comesBack = (record: SpanRecord | SpanStart | MetricRecord) => {
    const line = Buffer.from(encodeLine(record, "aabbccdd", 1)).toString();
    expect(line.indexOf("\n")).toBe(line.length - 1);
    expect(decodeLine(line)).toMatchObject({ resourceId: "aabbccdd" });
    deepStrictEqual(decodeLine(line).record, record);
  };

  test("of any span", () => fc.assert(fc.property(anySpan, comesBack)));
  test("of any start", () => fc.assert(fc.property(anyStart, comesBack)));
  test("of any metric", () => fc.assert(fc.property(anyMetric, comesBack)));
});
