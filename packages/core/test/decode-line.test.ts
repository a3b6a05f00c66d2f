import { decodeLine, lineIdentity } from "@heddle/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";
const span = {
  kind: "span",
  name: "loom.tool",
  trace_id: traceId,
  span_id: spanId,
  parent_span_id: null,
  started_at: "2025-11-21T01:42:28.743622Z",
  ended_at: "2025-11-21T01:42:28.747835Z",
  duration_ms: 4.213,
  status: "ok",
  attributes: {},
};
const start = { ...span, kind: "span_start", start_attributes: {} };
const metric = { kind: "metric", name: "loom.cost.usd", value: 1, attributes: {}, emitted_at: span.started_at };
const resource = { kind: "resource", resource_id: "r", service_name: "s", pid: 1, started_at: span.started_at };
const decode = (line: object) => decodeLine(JSON.stringify(line));

test("a line has the identity of its record, whoever wrote it twice", () => {
  const identities = [span, start, resource, { ...metric, seq: 3, resource_id: "r" }, metric, {}].map((line) =>
    lineIdentity(decode(line)),
  );

  expect(identities).toEqual([
    `span ${traceId} ${spanId}`,
    `span_start ${traceId} ${spanId}`,
    "resource r",
    "metric r 3",
    undefined,
    undefined,
  ]);
});

describe("a line is read", () => {
  test("with keys that nobody knows left out", () => {
    expect(decode({ ...span, mood: "good", resource_id: "aabbccdd" })).toStrictEqual({
      record: {
        kind: "span",
        name: "loom.tool",
        traceId,
        spanId,
        startedAt: 1763689348743.622,
        endedAt: 1763689348747.835,
        durationMs: 4.213,
        status: "ok",
        attributes: {},
      },
      resourceId: "aabbccdd",
    });
  });

  test("as nothing when it is blank, or of a kind that nobody knows", () => {
    for (const text of ["", "  \t\r", '{"kind":"mood"}']) expect(decodeLine(text)).toStrictEqual({});
  });

  test("as LoomFlow writes it: without a status, a unit and ids of a metric", () => {
    const { status: _, ...loomSpan } = { ...span, exception: "ValueError('x')", ended_at: "2025-11-21T01:42:29+00:00" };

    expect(decode(loomSpan).record).toMatchObject({ status: "error", exception: "ValueError('x')" });
    expect(decode({ ...loomSpan, exception: null }).record).toMatchObject({ status: "ok" });
    expect(decode({ ...metric, name: "loom.tool.duration_ms" })).toStrictEqual({
      record: {
        kind: "metric",
        name: "loom.tool.duration_ms",
        value: 1,
        unit: "ms",
        instrumentKind: "histogram",
        attributes: {},
        emittedAt: 1763689348743.622,
      },
    });
  });
});

describe("a line is a problem, in a sentence", () => {
  const cases: [line: object | string, problem: string | RegExp][] = [
    ['{"kind":"span","na', /^not JSON: /],
    ["Server listening on port 80", /^not JSON: /],
    ["[]", "not a JSON object"],
    ["null", "not a JSON object"],
    ['"span"', "not a JSON object"],
    [{}, "kind is missing; expected a string"],
    [{ level: 30, msg: "hello" }, "kind is missing; expected a string"],
    [{ ...span, kind: 7 }, "kind is 7; expected a string"],
    [{ ...span, name: null }, "name is missing; expected a string"],
    [{ ...span, trace_id: "ABC" }, 'trace_id is "ABC"; expected 32 lower-case hex digits'],
    [{ ...span, span_id: "0".repeat(16) }, 'span_id is "0000000000000000"; expected 16 lower-case hex digits'],
    [{ ...span, parent_span_id: 1 }, "parent_span_id is 1; expected 16 lower-case hex digits"],
    [{ ...span, started_at: "yesterday" }, 'started_at is "yesterday"; expected a timestamp'],
    [{ ...span, ended_at: 5 }, "ended_at is 5; expected a timestamp"],
    [{ ...span, duration_ms: "4" }, 'duration_ms is "4"; expected a number'],
    [{ ...span, status: "fine" }, 'status is "fine"; expected ok, error, cancelled'],
    [{ ...span, attributes: [] }, "attributes is []; expected an object"],
    [{ ...span, attributes: undefined }, "attributes is missing; expected an object"],
    [{ ...span, exception: {} }, "exception is {}; expected a string"],
    [{ ...span, error: "x" }, 'error is "x"; expected an object'],
    [{ ...span, error: { type: "E" } }, "message is missing; expected a string"],
    [{ ...span, error: { type: "E", message: "", stack: 1 } }, "stack is 1; expected a string"],
    [{ ...span, events: {} }, "events is {}; expected a list of objects"],
    [{ ...span, events: [1] }, "events is [1]; expected a list of objects"],
    [{ ...span, events: [{ name: "e", attributes: {} }] }, "time is missing; expected a timestamp"],
    [
      { ...span, links: [{ kind: "knows", trace_id: traceId, span_id: spanId }] },
      'kind is "knows"; expected caused_by, data_flow, branched_from, retry_of, fallback_of, handoff',
    ],
    [{ ...span, resource_id: 4 }, "resource_id is 4; expected a string"],
    [{ ...start, start_attributes: 1 }, "start_attributes is 1; expected an object"],
    [{ ...metric, value: null }, "value is missing; expected a number"],
    [{ ...metric, instrument_kind: "dial" }, 'instrument_kind is "dial"; expected counter, histogram, gauge'],
    [{ ...resource, pid: "x" }, 'pid is "x"; expected a number'],
    [{ ...metric, name: ["x".repeat(99)] }, `name is ["${"x".repeat(58)}…; expected a string`],
  ];

  for (const [line, problem] of cases) {
    const text = typeof line === "string" ? line : JSON.stringify(line);
    test(`${text.slice(-70)}`, () => {
      expect(decodeLine(text)).toStrictEqual({
        problem: typeof problem === "string" ? problem : expect.stringMatching(problem),
      });
    });
  }

  test("an inherited name is no value", () => {
    expect(decodeLine('{"kind":"span","__proto__":{"name":"x"}}').problem).toBe("name is missing; expected a string");
  });

  test("and no text whatever makes it throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => {
        expect(decodeLine(text).record).toBeUndefined();
      }),
    );
  });

  test("nor does a value of any kind under any of its keys", () => {
    const keys = fc.constantFrom(
      ...Object.keys({ ...span, ...start, ...metric, ...resource, events: 1, links: 1, error: 1 }),
    );
    const anyLine = fc.tuple(fc.constantFrom(span, start, metric, resource), keys, fc.jsonValue());
    fc.assert(
      fc.property(anyLine, ([line, key, value]) => {
        const { record, problem } = decode({ ...line, [key]: value });
        expect([record, problem].filter((part) => part !== undefined).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
