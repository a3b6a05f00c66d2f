import { FormatError, fromNodetracer, fromOpenInference } from "@heddle/reader";
import { describe, expect, test } from "vitest";

const START_MS = Date.UTC(2026, 10, 21, 1, 39, 49) + 69.36;

describe("nodetracer's JSON", () => {
  const id = (digit: string) => digit.repeat(32);
  const node = (digit: string, more: object = {}) => ({
    id: id(digit),
    sequence_number: Number.parseInt(digit, 16),
    name: `n${digit}`,
    node_type: "custom",
    status: "completed",
    parent_id: id("a"),
    depth: 1,
    start_time: "2026-11-21T01:39:49.069360Z",
    end_time: "2026-11-21T01:39:49.070360Z",
    input_data: {},
    output_data: {},
    annotations: [],
    metadata: {},
    error: null,
    error_type: null,
    error_traceback: null,
    ...more,
  });
  const graph = (nodes: readonly ReturnType<typeof node>[], more: object = {}) => ({
    schema_version: "0.1.0",
    trace_id: id("f"),
    name: "weather_agent",
    nodes: Object.fromEntries(nodes.map((each) => [each.id, each])),
    edges: [],
    ...more,
  });
  const edge = (source: string, target: string, type: string, more: object = {}) => ({
    source_id: id(source),
    target_id: id(target),
    edge_type: type,
    label: "",
    metadata: {},
    ...more,
  });

  test("becomes spans with types, content, annotations, failures and whose session it is", () => {
    const trace = graph(
      [
        node("a", { node_type: "trace", parent_id: null }),
        node("b", {
          node_type: "tool_call",
          input_data: { q: 1 },
          output_data: { r: 2 },
          metadata: { m: 3 },
          annotations: ["why"],
          status: "failed",
          error: "boom",
          error_type: "RuntimeError",
          error_traceback: "Traceback…",
        }),
        node("c", { node_type: "", status: "cancelled" }),
      ],
      { session_id: "s1" },
    );

    const { records, problems } = fromNodetracer(trace);

    const [a, b, c] = records;
    const session = { "session.id": "s1" };
    expect(problems).toEqual([]);
    expect(a).toEqual({
      kind: "span",
      name: "na",
      traceId: id("f"),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      startedAt: START_MS,
      endedAt: expect.closeTo(START_MS + 1, 3),
      durationMs: 1,
      status: "ok",
      attributes: { "heddle.span.type": "chain", ...session },
    });
    expect(b).toMatchObject({
      parentSpanId: (a as { spanId: string }).spanId,
      status: "error",
      attributes: {
        "heddle.span.type": "tool",
        "input.value": { q: 1 },
        "output.value": { r: 2 },
        metadata: { m: 3 },
        ...session,
      },
      exception: "RuntimeError: boom",
      error: { type: "RuntimeError", message: "boom", stack: "Traceback…" },
      events: [{ name: "heddle.annotation", time: START_MS, attributes: { message: "why" } }],
    });
    expect(c).toMatchObject({ status: "cancelled", attributes: session });
    expect(c).not.toHaveProperty("error");
  });

  test("edges become links from the newer node, whichever way they were drawn; parents cause their children without one", () => {
    const nodes = [
      node("a", { parent_id: null }),
      node("1", { start_time: "2026-11-21T01:39:49.069500Z" }),
      node("2", { start_time: "2026-11-21T01:39:49.069600Z" }),
      node("3", { start_time: "2026-11-21T01:39:49.069600Z" }),
    ];
    const edges = [
      edge("a", "1", "caused_by"),
      edge("2", "a", "caused_by"),
      edge("1", "2", "retry_of"),
      edge("3", "2", "fallback_of", { label: "cache", metadata: { k: 1 } }),
      edge("1", "3", "caused_by"),
      edge("1", "9", "data_flow"),
      edge("1", "2", "unheard_of"),
    ];

    const { records, problems } = fromNodetracer(graph(nodes, { edges }));

    const [, one, two, three] = records as readonly { spanId: string; links?: unknown }[];
    const traceId = id("f");
    expect(one).not.toHaveProperty("links");
    expect(two?.links).toEqual([{ kind: "retry_of", traceId, spanId: one?.spanId }]);
    expect(three?.links).toEqual([
      { kind: "fallback_of", traceId, spanId: two?.spanId, attributes: { label: "cache", k: 1 } },
      { kind: "caused_by", traceId, spanId: one?.spanId },
    ]);
    expect(problems).toEqual([
      "edge 6: its nodes or its edge_type are not known, so it is left out",
      "edge 7: its nodes or its edge_type are not known, so it is left out",
    ]);
  });

  test("nodes that were running are interrupted; what has no time, and another version, is told", () => {
    const nodes = [
      node("1", { status: "running", end_time: null }),
      node("2", { status: "pending" }),
      node("3", { start_time: null }),
      node("4", { status: "failed", annotations: null }),
      node("5", { status: "failed", error: "only a message" }),
    ];

    const { records, problems } = fromNodetracer({
      ...graph(nodes),
      nodes: { ...graph(nodes).nodes, odd: 7 },
      schema_version: "2.0.0",
      edges: undefined,
    });

    expect(records.map((record) => record.kind)).toEqual(["span_start", "span_start", "span", "span"]);
    expect(records[2]).not.toHaveProperty("error");
    expect(records[3]).toMatchObject({ exception: "Error: only a message" });
    expect(problems).toEqual([
      'schema_version is "2.0.0"; what is known is 0.1',
      `node "${id("3")}": it has no start_time, so it is left out`,
      'node "odd": it has no start_time, so it is left out',
    ]);
  });

  test("the metadata of the trace are its root's, whose own come first", () => {
    const nodes = [node("a", { parent_id: null, metadata: { tier: "gold" } }), node("b", { metadata: { n: 1 } })];

    const { records } = fromNodetracer(graph(nodes, { metadata: { env: "prod", tier: "none" } }));

    expect(records.map((record) => "attributes" in record && record.attributes.metadata)).toEqual([
      { env: "prod", tier: "gold" },
      { n: 1 },
    ]);
  });

  test("what a node has that has not ended, and a span has only at its end, is told", () => {
    const nodes = [
      node("1", { status: "running", end_time: null, annotations: ["why"] }),
      node("2", { start_time: "2026-11-21T01:39:50Z", status: "running", end_time: null, annotations: ["why"] }),
      node("3", { start_time: "2026-11-21T01:39:51Z", status: "running", end_time: null }),
    ];

    const { problems } = fromNodetracer(
      graph(nodes, { edges: [edge("2", "1", "retry_of"), edge("3", "1", "retry_of")] }),
    );

    expect(problems).toEqual([
      `node "${id("1")}": it has not ended, so its annotations are left out`,
      `node "${id("2")}": it has not ended, so its annotations and edges are left out`,
      `node "${id("3")}": it has not ended, so its edges are left out`,
    ]);
  });

  test.each([[{ name: "package" }], [{ trace_id: "x" }], [[]], [null], ["text"]])("%j is none", (value) => {
    expect(() => fromNodetracer(value)).toThrow(
      new FormatError('this is no trace of nodetracer; give an object with "trace_id" and "nodes"'),
    );
  });
});

describe("OpenInference", () => {
  const one = {
    name: "query",
    context: { trace_id: "ed7b336d-e71a-46f0-a334-5f2e87cb6cfc", span_id: "f89ebb7c-10f6-4bf8-8a74-57324d2556ef" },
    parent_id: null,
    start_time: "2023-09-07T12:54:47.293922-06:00",
    end_time: "2023-09-07T12:54:49.322066-06:00",
    status_code: "OK",
    status_message: "",
    attributes: { "openinference.span.kind": "CHAIN" },
    events: [{ name: "e", timestamp: "2023-09-07T12:54:48-06:00" }, { name: "timeless" }],
  };

  test("is read as its specification shows it: ids that are not W3C's become such", () => {
    const child = { ...one, parent_id: one.context.span_id, context: { ...one.context, span_id: "ABCDEF0123456789" } };

    const { records } = fromOpenInference({ data: [one, child] });

    const startedAt = Date.UTC(2023, 8, 7, 18, 54, 47) + 293.922;
    expect(records[0]).toEqual({
      kind: "span",
      name: "query",
      traceId: "ed7b336de71a46f0a3345f2e87cb6cfc",
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      startedAt,
      endedAt: Date.UTC(2023, 8, 7, 18, 54, 49) + 322.066,
      durationMs: 2028.144,
      status: "ok",
      attributes: { "openinference.span.kind": "CHAIN" },
      events: [{ name: "e", time: Date.UTC(2023, 8, 7, 18, 54, 48), attributes: {} }],
    });
    expect(records[1]).toMatchObject({
      spanId: "abcdef0123456789",
      parentSpanId: (records[0] as { spanId: string }).spanId,
    });
  });

  test("one span alone is read; a clock that went back makes no span of less than no time", () => {
    const { records } = fromOpenInference({
      ...one,
      end_time: one.start_time.replace("47", "40"),
      attributes: null,
      events: null,
    });

    expect(records).toMatchObject([{ durationMs: 0, attributes: {} }]);
  });

  test("a failure without an exception is told by its message", () => {
    const { records } = fromOpenInference([
      { ...one, status_code: "ERROR", status_message: "it broke", events: [] },
      {
        ...one,
        status_code: "ERROR",
        events: [
          {
            name: "exception",
            timestamp: one.end_time,
            attributes: { "exception.type": "E", "exception.message": "m" },
          },
        ],
      },
      { ...one, status_code: "ERROR", events: [] },
    ]);

    expect(records[0]).toMatchObject({ status: "error", exception: "it broke" });
    expect(records[1]).toMatchObject({ exception: "E: m", error: { type: "E", message: "m" } });
    expect(records[2]).not.toHaveProperty("exception");
    expect(records[1]).not.toHaveProperty("events");
  });

  test("spans that cannot be read are told, and the others are read", () => {
    const { records, problems } = fromOpenInference([
      { ...one, context: { trace_id: "x" } },
      { ...one, context: { span_id: "x" } },
      { ...one, start_time: 7 },
      one,
    ]);

    expect(records).toHaveLength(1);
    expect(problems).toEqual([
      "span 1: its context has no trace_id or no span_id",
      "span 2: its context has no trace_id or no span_id",
      "span 3: start_time is 7; expected a timestamp",
    ]);
  });

  test.each([[{ name: "package" }], [[1]], [null], ["text"], [{ data: 3 }]])("%j is none", (value) => {
    expect(() => fromOpenInference(value)).toThrow(
      new FormatError('these are no spans of OpenInference; give a list of {"name", "context", "start_time", …}'),
    );
  });
});
