/** Records with everything that records can have, and every value that JSON can hold. */
import type { JsonObject, JsonValue, MetricRecord, SpanRecord } from "@heddle/core";
import type { SampleRecords } from "./sample-records.ts";

export function fullSpan(samples: SampleRecords): SpanRecord {
  const { startedAt, traceId, spanId } = samples.span("older");
  return samples.span("full span", {
    parentSpanId: spanId,
    status: "error",
    attributes: jsonValues,
    exception: "TypeError: x is not a function",
    error: {
      type: "TypeError",
      message: "x is not a function",
      stack: "TypeError: x is not a function\n    at y (z.ts:1:2)",
    },
    events: [
      { name: "retry", time: startedAt, attributes: jsonValues },
      { name: "", time: startedAt, attributes: {} },
    ],
    links: [
      { kind: "retry_of", traceId, spanId },
      { kind: "data_flow", traceId, spanId, attributes: jsonValues },
    ],
  });
}

export function fullMetric(samples: SampleRecords): MetricRecord {
  const { traceId, spanId } = samples.span("around");
  return samples.metric("full_metric_ms", { value: 0.1 + 0.2, attributes: jsonValues, traceId, spanId });
}

/** Every kind of value, by a name for it. */
export const jsonValues: JsonObject = {
  text: "plain",
  "empty text": "",
  "all scripts": "Größe 中文 العربية हिन्दी 🧵👩‍👩‍👧 e\u0301",
  "control characters": "tab\t line\nreturn\r\0\u001b[31m\u007f\u0085\u2028\u2029\ufeff",
  "quotes and slashes": `"double" 'single' \`tick\` \\ / </script> %s {}`,
  "long text": "long ".repeat(1000),
  zero: 0,
  "large number": Number.MAX_VALUE,
  "small number": Number.MIN_VALUE,
  "large integer": Number.MAX_SAFE_INTEGER,
  negative: -1.5,
  yes: true,
  no: false,
  list: ["a", 1, true, null, ["nested"], {}],
  "empty list": [],
  object: { "": "empty key", "a.b": { c: [{}] }, null: null },
  "empty object": {},
  "names of JavaScript": JSON.parse('{"__proto__":1,"constructor":2,"toString":3,"length":4,"then":5}'),
  deep: deep(30),
};

function deep(levels: number): JsonValue {
  return levels === 0 ? "bottom" : { below: [deep(levels - 1)] };
}
