import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommandLine } from "../../src/run-command-line.ts";
import { fileOf, idOf, linesOf, metric, resourceLine, span, start } from "../recorded.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type TestIoOptions, testIo } from "../test-io.ts";

const recording = () =>
  fileOf(
    resourceLine +
      linesOf(
        span(2, 1, { name: "loom.tool", parentSpanId: idOf(1), attributes: { tool: "add" }, durationMs: 4.5 }),
        span(3, 6, { name: "loom.tool", status: "error", exception: "Error: \u001b[31mno\nway", durationMs: 1200 }),
        start(4, 7, { name: "late" }),
        metric(42),
        span(1, 0, { name: "loom.run", durationMs: 20 }),
      ),
  );

async function query(args: readonly string[], options: TestIoOptions = {}) {
  const io = testIo(options);
  const code = await runCommandLine(["query", ...args], io);
  return { code, out: io.out(), err: io.err() };
}

test("a table shows what was asked for", async () => {
  const sql =
    "SELECT name, count(*) AS n, sum(duration_ms) AS ms, max(exception) AS why, '' AS blank FROM spans GROUP BY name";

  const { code, out } = await query([recording(), sql]);

  expect(code).toBe(0);
  expect(out).toBe(`name       n      ms  why                       blank
late       1    NULL  NULL                      ''
loom.run   1      20  NULL                      ''
loom.tool  2  1204.5  Error: \\u001b[31mno\\nway  ''
3 rows
`);
});

test("a table has no digits that only computers add; JSON has all of them", async () => {
  const asked = [recording(), "SELECT 0.1 + 0.2 AS sum, 9007199254740991 AS large, 1e999 AS endless"];

  const table = await query(asked);
  const json = await query([...asked, "--json"]);

  expect(table.out).toBe(`sum             large   endless
0.3  9007199254740991  Infinity
1 row
`);
  expect(json.out).toContain('"sum":0.30000000000000004,');
});

test("on a terminal, wide columns are cut to what there is room for", async () => {
  const sql = "SELECT name, exception FROM spans WHERE status = 'error'";

  const { out } = await query([recording(), sql], { columns: 24 });

  expect(out).toBe(`name       exception
loom.tool  Error: \\u001…
1 row
`);
});

test("where a terminal has too little room for the columns, each row is a paragraph", async () => {
  const sql = "SELECT name, trace_id, duration_ms AS ms, '' AS blank, exception FROM spans ORDER BY name LIMIT 2";

  const { out } = await query([recording(), sql], { columns: 40, color: true });

  const plain = out.replaceAll("\u001b[1m", "").replaceAll("\u001b[22m", "");
  expect(plain).toBe(`name       late
trace_id   4bf92f3577b34da6a3ce929d0e0e4736
ms         \u001b[2mNULL
blank      \u001b[2m''
exception  \u001b[2mNULL

name       loom.run
trace_id   4bf92f3577b34da6a3ce929d0e0e4736
ms         20
blank      \u001b[2m''
exception  \u001b[2mNULL

2 rows
`);
});

test("JSON is a list of objects, one a line; numbers that JavaScript cannot hold and bytes are text", async () => {
  const path = recording();

  const rows = await query([
    path,
    "SELECT name, duration_ms, 9007199254740993 AS large, x'01ff' AS bytes FROM spans ORDER BY 1 LIMIT 2",
    "--json",
  ]);
  const none = await query([path, "SELECT name FROM spans WHERE name = 'x'", "--json"]);

  expect(rows.out).toBe(`[
{"name":"late","duration_ms":null,"large":"9007199254740993","bytes":"x'01ff'"},
{"name":"loom.run","duration_ms":20,"large":"9007199254740993","bytes":"x'01ff'"}
]
`);
  expect(none.out).toBe("[]\n");
});

test("CSV has a head, and moves no cursor of a terminal", async () => {
  const sql =
    "SELECT name, duration_ms, exception FROM spans WHERE name IN ('loom.tool', 'late') ORDER BY duration_ms DESC LIMIT 2";
  const path = recording();

  const file = await query([path, sql, "--csv"]);
  const terminal = await query([path, sql, "--csv"], { columns: 80 });

  expect(file.out).toBe(
    'name,duration_ms,exception\r\nloom.tool,1200,"Error: \u001b[31mno\nway"\r\nloom.tool,4.5,\r\n',
  );
  expect(terminal.out).toBe(
    "name,duration_ms,exception\r\nloom.tool,1200,Error: \\u001b[31mno\\nway\r\nloom.tool,4.5,\r\n",
  );
});

test("attributes, metrics, resources and problems can be asked for", async () => {
  const path = fileOf(`${resourceLine}{no\n${linesOf(span(1, 0, { attributes: { tool: "add" } }), metric(42))}`);
  const sql = `SELECT (SELECT attributes ->> '$.tool' FROM spans) AS tool, (SELECT value FROM metrics) AS tokens,
    (SELECT service_name FROM resources) AS service, (SELECT line FROM problems) AS line`;

  const { code, out, err } = await query([path, sql]);

  expect([code, out]).toEqual([3, "tool  tokens  service  line\nadd       42  planner     2\n1 row\n"]);
  expect(err).toMatch(/^.*traces\.jsonl:2: .*\n$/);
});

test("an attribute is asked for by its name, dots and all", async () => {
  const path = fileOf(linesOf(span(1, 0, { attributes: { "gen_ai.provider.name": "openai" } })));

  const { out } = await query([path, "SELECT attributes ->> 'gen_ai.provider.name' AS provider FROM spans"]);

  expect(out).toBe("provider\nopenai\n1 row\n");
});

test("a large answer comes in pieces, and a repeated head", async () => {
  const sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) SELECT i FROM n";

  const { out } = await query([recording(), sql]);

  const lines = out.split("\n");
  expect([lines.length, lines.filter((line) => line.trim() === "i").length, lines.at(-2)]).toEqual([
    30_032,
    30,
    "30,000 rows",
  ]);
});

test("an answer without rows says so", async () => {
  expect((await query([recording(), "SELECT name FROM spans WHERE 0"])).out).toBe("0 rows\n");
});

test("the schema names every table", async () => {
  const { code, out } = await query(["--schema"]);

  expect(code).toBe(0);
  expect(out.match(/^CREATE TABLE \w+/gm)).toEqual([
    "CREATE TABLE spans",
    "CREATE TABLE events",
    "CREATE TABLE links",
    "CREATE TABLE metrics",
    "CREATE TABLE resources",
    "CREATE TABLE problems",
  ]);
  expect(out).toContain("  type TEXT,                    -- llm, tool, agent, …\n");
});

test.each([
  ["selct 1", 'near "selct": syntax error; heddle query --schema shows what can be asked for'],
  ["SELECT foo FROM spans", "no such column: foo; heddle query --schema shows what can be asked for"],
  ["SELECT json('{')", "malformed JSON; heddle query --schema shows what can be asked for"],
  ["SELECT 1; SELECT 2 -- more", 'there is more than one statement; leave out "SELECT 2"'],
  ["DELETE FROM spans", "the statement answers nothing; begin it with SELECT"],
  [" ;", "The SQL query contains no statements; heddle query --schema shows what can be asked for"],
])("a wrong statement is told in one sentence: %s", async (sql, message) => {
  const { code, err } = await query([recording(), sql]);

  expect([code, err]).toEqual([2, `heddle query: ${message}\nSee heddle query --help\n`]);
});

test("a mistake is told before anything is read", async () => {
  const missing = join(temporaryFolder(), "no.jsonl");

  const wrong = await query([missing, "selct 1"]);
  const both = await query([missing, "SELECT 1", "--json", "--csv"]);
  const noDuckDb = await query([missing, "SELECT 1", "--engine", "duckdb"], { cwd: temporaryFolder() });

  expect([wrong.code, wrong.err.split(";")[0]]).toEqual([2, 'heddle query: near "selct": syntax error']);
  expect([both.code, both.err]).toEqual([
    2,
    "heddle query: --json and --csv are both there; give one of them\nSee heddle query --help\n",
  ]);
  expect([noDuckDb.code, noDuckDb.err]).toEqual([2, expect.stringContaining("DuckDB is not installed in")]);
});

test("a comment behind the statement is none", async () => {
  expect((await query([recording(), "SELECT 1 AS one; -- that is all\n/* really"])).out).toBe("one\n  1\n1 row\n");
});

test("what is missing is told", async () => {
  const nothing = await query([]);
  const noStatement = await query(["a.jsonl"]);
  const noFile = await query([join(temporaryFolder(), "no.jsonl"), "SELECT 1"]);

  expect(nothing.err).toBe(
    "heddle query: there is nothing to read; give a FILE and a statement\nSee heddle query --help\n",
  );
  expect(noStatement.err).toBe(
    'heddle query: there is no statement; give one, such as heddle query a.jsonl "SELECT name FROM spans"\nSee heddle query --help\n',
  );
  expect([noFile.code, noFile.err]).toEqual([
    3,
    expect.stringContaining("is not there; give the path of a file, a folder or a glob"),
  ]);
});

test("where DuckDB is not installed, it is said how to", async () => {
  const cwd = temporaryFolder();

  const { code, err } = await query([recording(), "SELECT 1", "--engine", "duckdb"], { cwd });

  expect([code, err]).toEqual([
    2,
    `heddle query: DuckDB is not installed in ${JSON.stringify(cwd)}; run npm install @duckdb/node-api, or leave out --engine\nSee heddle query --help\n`,
  ]);
});

/** Stands for the engine, which is too large to be a dependency: it answers with what it was told. */
const standIn = `
exports.DuckDBInstance = {
  async create() {
    const said = [];
    return {
      closeSync() {},
      async connect() {
        return {
          async run(sql) { said.push(sql); },
          async createAppender(table) {
            let row = [];
            return {
              appendNull() { row.push(null); },
              appendVarchar(value) { row.push(value); },
              appendDouble(value) { row.push(value); },
              appendBigInt(value) { row.push(value); },
              endRow() { said.push([table, row]); row = []; },
              closeSync() {},
            };
          },
          async runAndReadAll(sql) {
            if (sql === "no") throw new Error("Parser Error: no\\n\\nLINE 1: no");
            const [, resource] = said.find(([table]) => table === "resources");
            const values = [...resource, 1.5, 2n ** 60n, new Date(0), { list: [1n] }, undefined];
            return { columnNames: () => values.map((_, i) => "c" + i), getRowsJS: () => [values] };
          },
        };
      },
    };
  },
};`;

test("DuckDB is handed the tables, where the user has installed it", async () => {
  const cwd = temporaryFolder();
  const folder = join(cwd, "node_modules", "@duckdb", "node-api");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.js"), standIn);

  const answer = await query([recording(), "SELECT 1", "--engine", "duckdb", "--json"], { cwd });
  const wrong = await query([recording(), "no", "--engine", "duckdb"], { cwd });

  expect(JSON.parse(answer.out)).toEqual([
    {
      c0: "0badcafe",
      c1: "planner",
      c2: 7,
      c3: "2026-11-21T01:42:28.000000Z",
      c4: 1.5,
      c5: String(2n ** 60n),
      c6: "1970-01-01T00:00:00.000Z",
      c7: '{"list":["1"]}',
      c8: "undefined",
    },
  ]);
  expect([wrong.code, wrong.err]).toEqual([
    2,
    "heddle query: Parser Error: no; heddle query --schema shows what can be asked for\nSee heddle query --help\n",
  ]);
});
