import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeLine, encodeResource } from "@heddle/core";
import { loadInto, openDatabase, readRecords } from "@heddle/reader";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { metric, span, spanIdOf, start, traceIdOf } from "./recorded.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const resource = { kind: "resource", resourceId: "r1", serviceName: "shop", pid: 7, startedAt: 0 } as const;
const rowsOf = (db: Awaited<ReturnType<typeof openDatabase>>, sql: string) =>
  db
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }));

test("a recording becomes tables: spans, events, links, metrics, resources, problems", async () => {
  const path = join(temporaryFolder(), "traces.jsonl");
  const tool = span({
    id: 2,
    parent: 1,
    name: "execute_tool search",
    durationMs: 2.5,
    status: "error",
    exception: "TypeError: x",
    error: { type: "TypeError", message: "x" },
    attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search", user_id: "alice", n: [1] },
    events: [{ name: "e", time: 0, attributes: { a: 1 } }],
    links: [
      { kind: "retry_of", traceId: traceIdOf(9), spanId: spanIdOf(9) },
      { kind: "handoff", traceId: traceIdOf(9), spanId: spanIdOf(8), attributes: { why: "x" } },
    ],
  });
  const inSpan = encodeLine(metric("m", 1, 2, { k: "v" }), "r1", 1);
  const outside = encodeLine(metric("m", 0.5), "r1", 2);
  writeFileSync(
    path,
    `${encodeResource(resource)}${encodeLine(start({ id: 1 }), "r1")}${encodeLine(tool, "r1")}no record\n${inSpan}${outside}`,
  );
  const db = await openDatabase();

  await loadInto(db, readRecords(path));

  const time = "2026-11-21T00:00:00.000000Z";
  const absent = { model: null, session_id: null, input_tokens: null, output_tokens: null, cost_usd: null };
  expect(rowsOf(db, "SELECT * FROM spans ORDER BY line")).toEqual([
    {
      ...absent,
      trace_id: traceIdOf(1),
      span_id: spanIdOf(1),
      parent_span_id: null,
      name: "step",
      type: null,
      status: "interrupted",
      started_at: time,
      ended_at: null,
      duration_ms: null,
      exception: null,
      error_type: null,
      tool: null,
      user_id: null,
      attributes: "{}",
      resource_id: "r1",
      file: path,
      line: 2,
    },
    {
      ...absent,
      trace_id: traceIdOf(1),
      span_id: spanIdOf(2),
      parent_span_id: spanIdOf(1),
      name: "execute_tool search",
      type: "tool",
      status: "error",
      started_at: time,
      ended_at: "2026-11-21T00:00:00.002500Z",
      duration_ms: 2.5,
      exception: "TypeError: x",
      error_type: "TypeError",
      tool: "search",
      user_id: "alice",
      attributes: JSON.stringify(tool.attributes),
      resource_id: "r1",
      file: path,
      line: 3,
    },
  ]);
  const ids = { trace_id: traceIdOf(1), span_id: spanIdOf(2) };
  expect(rowsOf(db, "SELECT * FROM events")).toEqual([
    { ...ids, name: "e", time: "1970-01-01T00:00:00.000000Z", attributes: '{"a":1}' },
  ]);
  const linked = { ...ids, linked_trace_id: traceIdOf(9) };
  expect(rowsOf(db, "SELECT * FROM links")).toEqual([
    { ...linked, kind: "retry_of", linked_span_id: spanIdOf(9), attributes: "{}" },
    { ...linked, kind: "handoff", linked_span_id: spanIdOf(8), attributes: '{"why":"x"}' },
  ]);
  const emitted = { name: "m", unit: "", instrument_kind: "counter", emitted_at: time, resource_id: "r1", file: path };
  expect(rowsOf(db, "SELECT * FROM metrics ORDER BY line")).toEqual([
    { ...emitted, ...ids, value: 1, attributes: '{"k":"v"}', line: 5 },
    { ...emitted, trace_id: null, span_id: null, value: 0.5, attributes: "{}", line: 6 },
  ]);
  expect(rowsOf(db, "SELECT * FROM resources")).toEqual([
    { resource_id: "r1", service_name: "shop", pid: 7, started_at: "1970-01-01T00:00:00.000000Z" },
  ]);
  expect(rowsOf(db, "SELECT file, line, problem LIKE 'not JSON%' AS isTold FROM problems")).toEqual([
    { file: path, line: 4, isTold: 1 },
  ]);
  expect(rowsOf(db, "SELECT attributes ->> '$.user_id' AS user FROM spans WHERE tool = 'search'")).toEqual([
    { user: "alice" },
  ]);
});

test("records without a place are loaded, too; a span that has ended replaces its start, and nothing else", async () => {
  const db = await openDatabase();
  const ended = span({ id: 1, attributes: { a: 1 }, events: [{ name: "e", time: 0, attributes: {} }] });

  await loadInto(db, [{ record: start({ id: 1 }) }, { record: ended }]);
  await loadInto(db, [{ record: start({ id: 1 }) }, { record: ended }, { record: { ...ended, attributes: { a: 2 } } }]);
  await loadInto(db, [{ record: resource }, { record: resource }]);

  expect(rowsOf(db, "SELECT status, attributes, file, line FROM spans")).toEqual([
    { status: "ok", attributes: '{"a":1}', file: null, line: null },
  ]);
  expect(rowsOf(db, "SELECT count(*) AS n FROM events")).toEqual([{ n: 1 }]);
  expect(rowsOf(db, "SELECT count(*) AS n FROM resources")).toEqual([{ n: 1 }]);
});

test("tokens and costs can be added up: wrappers do not say them again, and what only metrics tell is there", async () => {
  const db = await openDatabase();
  const said = { "heddle.span.type": "llm", model: "gpt-5", session_id: "s", tokens_in: 10, tokens_out: 5 };
  const records = [
    span({ id: 1, attributes: { tokens_in: 20, cost: 3 } }),
    span({ id: 2, parent: 1 }),
    span({ id: 3, parent: 2, attributes: said }),
    span({ id: 4, parent: 2, attributes: said }),
    metric("loom.cost.usd", 1.5, 4),
    metric("loom.cost.usd", 0.5, 4),
    span({ id: 5, parent: 6, attributes: said }),
    span({ id: 6, parent: 5 }),
  ];

  await loadInto(
    db,
    records.map((record) => ({ record })),
  );

  const sums = "SELECT sum(input_tokens) AS input, sum(output_tokens) AS output, sum(cost_usd) AS cost FROM spans";
  expect(rowsOf(db, `${sums} WHERE span_id <= '${spanIdOf(4)}'`)).toEqual([{ input: 20, output: 10, cost: 2 }]);
  expect(rowsOf(db, "SELECT DISTINCT model, session_id FROM spans WHERE type = 'llm'")).toEqual([
    { model: "gpt-5", session_id: "s" },
  ]);
});

describe("a database", () => {
  test("is missing where Node was built without one, and that is told", async () => {
    vi.doMock("node:sqlite", () => {
      throw new Error("No such built-in module: node:sqlite");
    });
    onTestFinished(() => void vi.doUnmock("node:sqlite"));

    await expect(openDatabase()).rejects.toThrow(
      `this Node (${process.version}) has no SQL engine; run it with Node 24, or give a database of your own to loadInto()`,
    );
  });

  test("in a file keeps what was loaded", async () => {
    const path = join(temporaryFolder(), "runs.db");
    const first = await openDatabase(path);
    await loadInto(first, [{ record: span({ id: 1 }) }]);
    first.close();

    const second = await openDatabase(path);

    expect(rowsOf(second, "SELECT count(*) AS n FROM spans")).toEqual([{ n: 1 }]);
    second.close();
  });

  test("that fails is told by its own error", async () => {
    const db = {
      exec(sql: string) {
        if (sql === "COMMIT") throw new Error("no transaction is active");
      },
      prepare: () => ({
        run(): never {
          throw new Error("the disk is full");
        },
      }),
    };

    await expect(loadInto(db, [{ record: span({ id: 1 }) }])).rejects.toThrow("the disk is full");
  });

  test("takes many lines; what was read before reading failed is there", async () => {
    const db = await openDatabase();
    const many = function* () {
      for (let id = 1; id <= 25_000; id++) yield { record: span({ id }) };
      throw new Error("the disk broke");
    };

    await expect(loadInto(db, many())).rejects.toThrow("the disk broke");

    expect(rowsOf(db, "SELECT count(*) AS n FROM spans")).toEqual([{ n: 25_000 }]);
  });
});
