import {
  encodeLine,
  encodeResource,
  type MetricRecord,
  readJsonl,
  type SpanRecord,
  type SpanStart,
} from "@heddle/core";
import { expect, test } from "vitest";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const attributes = {};
const times = { startedAt: 0, endedAt: 1, durationMs: 1 };
const span: SpanRecord = {
  kind: "span",
  name: "a",
  traceId,
  spanId: "b7ad6b7169203331",
  ...times,
  status: "ok",
  attributes,
};
const other: SpanRecord = { ...span, name: "b", spanId: "00f067aa0ba902b7" };
const start: SpanStart = { kind: "span_start", name: "a", traceId, spanId: span.spanId, startedAt: 0, attributes };
const metric: MetricRecord = {
  kind: "metric",
  name: "m",
  value: 1,
  unit: "",
  instrumentKind: "counter",
  attributes,
  emittedAt: 0,
};
const resource = encodeResource({ kind: "resource", resourceId: "r1", serviceName: "s", pid: 1, startedAt: 0 });

test("records come in the order of their lines", () => {
  const text = resource + encodeLine(start, "r1") + encodeLine(other, "r1") + encodeLine(span, "r1");

  expect(readJsonl(text).records.slice(1)).toStrictEqual([start, other, span]);
  expect(readJsonl(text).problems).toStrictEqual([]);
});

test("a bad line is named with its number, and the others are read", () => {
  const text = `${encodeLine(span, "r1")}\n{"kind":"span"}\n${encodeLine(other, "r1")}{"kind":"sp`;

  const { records, problems } = readJsonl(text);

  expect(records).toStrictEqual([span, other]);
  expect(problems).toStrictEqual([
    { line: 3, problem: "name is missing; expected a string" },
    { line: 5, problem: expect.stringMatching(/^not JSON: /) },
  ]);
});

test("a record that was written twice is read once", () => {
  const batch = resource + encodeLine(start, "r1") + encodeLine(span, "r1") + encodeLine(metric, "r1", 1);

  expect(readJsonl(batch + batch).records).toStrictEqual(readJsonl(batch).records);
});

test("metrics that are alike are read as often as they were emitted", () => {
  const text = [encodeLine(metric, "r1", 1), encodeLine(metric, "r1", 2), encodeLine(metric, "r2", 1)].join("");

  expect(readJsonl(text).records).toStrictEqual([metric, metric, metric]);
  expect(readJsonl(encodeLine(metric, "r1").repeat(2)).records).toStrictEqual([metric, metric]);
});

test("an empty text holds nothing, and a carriage return is no trouble", () => {
  expect(readJsonl("")).toStrictEqual({ records: [], problems: [] });
  expect(readJsonl(encodeLine(span, "r1").replace("\n", "\r\n"))).toStrictEqual({ records: [span], problems: [] });
});
