import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { LinkKind } from "@heddle/core";
import { describe, expect, test } from "vitest";
import { heddle } from "../heddle.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { linesOf, recording, span, start, traceIdOf, weatherRun } from "../weather-runs.ts";

const twoRuns = () => recording([...weatherRun(), ...weatherRun({ trace: 2, at: 60_000, isRetried: true })]);

describe("as text", () => {
  test("each run is a tree, with a line between runs", async () => {
    const path = twoRuns();

    const { code, out, err } = await heddle(["inspect", path]);

    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatchInlineSnapshot(`
      "Trace: weather_agent (1.20s) ok 00000001000000000000000000000000
      3 spans, 1 model call, 1 tool call, 812 tokens in, 64 out, $0.0021 · user alice · session chat-1
      └── [agent] weather_agent +0ms [1.20s] ✓
          ├── [llm] classify m-1 +12.0ms [400.0ms] ✓ 812 tokens in, 64 out, $0.0021
          └── [tool] forecast +420.0ms [60.0ms] ✓

      Trace: weather_agent (1.20s) ok 00000002000000000000000000000000
      4 spans, 1 error, 1 model call, 2 tool calls, 1 retry, 812 tokens in, 64 out, $0.0021 · user alice · session chat-1
      └── [agent] weather_agent +0ms [1.20s] ✓
          ├── [llm] classify m-1 +12.0ms [400.0ms] ✓ 812 tokens in, 64 out, $0.0021
          ├── [tool] forecast +420.0ms [60.0ms] ✗
          │       error: TimeoutError: no answer
          └── [tool] forecast +490.0ms [50.0ms] ✓ [retry of forecast]
      "
    `);
  });

  test("minimal is a line a span, full is all that is known", async () => {
    const path = recording(weatherRun({ isRetried: true }));

    const minimal = await heddle(["inspect", path, "--verbosity", "minimal"]);
    const full = await heddle(["inspect", path, "-v", "full"]);

    expect(minimal.out).toMatchInlineSnapshot(`
      "Trace: weather_agent (1.20s) ok 00000001000000000000000000000000
      4 spans, 1 error, 1 model call, 2 tool calls, 1 retry, 812 tokens in, 64 out, $0.0021 · user alice · session chat-1
      └── [agent] weather_agent +0ms [1.20s] ✓
          ├── [llm] classify m-1 +12.0ms [400.0ms] ✓
          ├── [tool] forecast +420.0ms [60.0ms] ✗
          └── [tool] forecast +490.0ms [50.0ms] ✓ [retry of forecast]
      "
    `);
    expect(full.out).toMatchInlineSnapshot(`
      "Trace: weather_agent (1.20s) ok 00000001000000000000000000000000
      4 spans, 1 error, 1 model call, 2 tool calls, 1 retry, 812 tokens in, 64 out, $0.0021 · user alice · session chat-1
      └── [agent] weather_agent +0ms [1.20s] ✓
          │   input: "Shall I go out?"
          │   output: "Yes: 18 °C and dry."
          │   gen_ai.operation.name: invoke_agent
          │   user.id: alice
          │   session.id: chat-1
          ├── [llm] classify m-1 +12.0ms [400.0ms] ✓ 812 tokens in, 64 out, $0.0021
          │       gen_ai.operation.name: chat
          │       gen_ai.request.model: m-1
          │       gen_ai.usage.input_tokens: 812
          │       gen_ai.usage.output_tokens: 64
          │       gen_ai.usage.cost: 0.0021
          ├── [tool] forecast +420.0ms [60.0ms] ✗
          │       error: TimeoutError: no answer
          │         TimeoutError: no answer
          │             at forecast.ts:3
          │       input: {"city":"Paris"}
          │       gen_ai.operation.name: execute_tool
          │       gen_ai.tool.name: forecast
          └── [tool] forecast +490.0ms [50.0ms] ✓ [retry of forecast]
                  input: {"city":"Paris"}
                  output: "18 °C"
                  gen_ai.operation.name: execute_tool
                  gen_ai.tool.name: forecast
      "
    `);
  });

  test("long values are cut where they are told to be", async () => {
    const path = recording([span({ id: 1, attributes: { input: "x".repeat(250), output: "y".repeat(190) } })]);

    const [cut, shorter, whole] = [
      await heddle(["inspect", path, "-v", "full"]),
      await heddle(["inspect", path, "-v", "full", "--max-length", "20"]),
      await heddle(["inspect", path, "-v", "full", "-l", "300"]),
    ];

    const lines = ({ out }: { out: string }) =>
      out
        .split("\n")
        .slice(3, 5)
        .map((line) => line.trim());
    expect(lines(cut)).toEqual([`input: "${"x".repeat(200)}… [50 more]"`, `output: ${"y".repeat(190)}`]);
    expect(lines(shorter)).toEqual([
      `input: "${"x".repeat(20)}… [230 more]"`,
      `output: "${"y".repeat(20)}… [170 more]"`,
    ]);
    expect(lines(whole)).toEqual([`input: ${"x".repeat(250)}`, `output: ${"y".repeat(190)}`]);
  });

  test("lines are broken where the terminal ends, and coloured", async () => {
    const path = recording([
      span({ id: 1, name: "a long name that goes on and on", exception: "Error: \u001b[31mno", status: "error" }),
    ]);

    const { out } = await heddle(["inspect", path], { columns: 40, color: true });

    expect(out.replaceAll("\u001b", "␛")).toMatchInlineSnapshot(`
      "Trace: ␛[1ma long name that goes on and on␛[22m
        (1.0ms) ␛[31merror␛[39m
        ␛[2m00000001000000000000000000000000␛[22m
      ␛[2m1 span, 1 error␛[22m
      └── ␛[1ma long name that goes on and on␛[22m ␛[2m+0ms␛[22m
          [1.0ms] ␛[31m✗␛[39m
              ␛[31merror: Error: \\u001b[31mno␛[39m
      "
    `);
  });

  test("a run that was killed shows how far it came", async () => {
    const path = recording([
      start({ id: 1, name: "agent" }),
      span({ id: 2, parent: 1, name: "search", at: 5 }),
      start({ id: 3, parent: 1, name: "write", at: 7 }),
    ]);

    const { code, out } = await heddle(["inspect", path]);

    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "Trace: agent (7.0ms) interrupted 00000001000000000000000000000000
      3 spans, 2 interrupted
      └── agent +0ms [—] … interrupted
          ├── search +5.0ms [1.0ms] ✓
          └── write +7.0ms [—] … interrupted
      "
    `);
  });
});

const typed = (type: string) => ({ "heddle.span.type": type });
const failed = { status: "error", exception: "TimeoutError: timed out" } as const;
const edge = (kind: LinkKind, id: number) => ({
  kind,
  traceId: traceIdOf(1),
  spanId: id.toString(16).padStart(16, "0"),
});

describe("how agents work", () => {
  test("step by step", async () => {
    const path = recording([
      span({ id: 1, name: "summarizer", durationMs: 1500, attributes: typed("agent") }),
      span({ id: 2, parent: 1, name: "fetch", at: 10, durationMs: 240, attributes: typed("tool") }),
      span({ id: 3, parent: 1, name: "summarize", at: 260, durationMs: 1230, attributes: typed("llm") }),
      span({ id: 4, parent: 1, name: "", at: 1495, links: [edge("data_flow", 2), edge("caused_by", 3)] }),
    ]);

    expect((await heddle(["inspect", path])).out).toMatchInlineSnapshot(`
      "Trace: summarizer (1.50s) ok 00000001000000000000000000000000
      4 spans, 1 model call, 1 tool call
      └── [agent] summarizer +0ms [1.50s] ✓
          ├── [tool] fetch +10.0ms [240.0ms] ✓
          ├── [llm] summarize +260.0ms [1.23s] ✓
          └── "" +1.50s [1.0ms] ✓ [data from fetch] [caused by summarize]
      "
    `);
  });

  test("in parallel, and joined", async () => {
    const path = recording([
      span({ id: 1, name: "researcher", durationMs: 90, attributes: typed("agent") }),
      span({ id: 2, parent: 1, name: "plan", durationMs: 9 }),
      ...[3, 4, 5].map((id) =>
        span({
          id,
          parent: 1,
          name: `search_${id - 2}`,
          at: 10,
          durationMs: 10 * id,
          links: [edge("branched_from", 2)],
        }),
      ),
      span({ id: 6, parent: 1, name: "merge", at: 65, links: [3, 4, 5].map((id) => edge("data_flow", id)) }),
    ]);

    expect((await heddle(["inspect", path])).out).toMatchInlineSnapshot(`
      "Trace: researcher (90.0ms) ok 00000001000000000000000000000000
      6 spans
      └── [agent] researcher +0ms [90.0ms] ✓
          ├── plan +0ms [9.0ms] ✓
          ├── search_1 +10.0ms [30.0ms] ✓ [branched from plan]
          ├── search_2 +10.0ms [40.0ms] ✓ [branched from plan]
          ├── search_3 +10.0ms [50.0ms] ✓ [branched from plan]
          └── merge +65.0ms [1.0ms] ✓ [data from search_1] [data from search_2] [data from search_3]
      "
    `);
  });

  test("again, and another way, when something fails", async () => {
    const path = recording([
      span({ id: 1, name: "weather_agent", durationMs: 3000, attributes: typed("agent") }),
      span({ id: 2, parent: 1, name: "api_1", durationMs: 1000, attributes: typed("tool"), ...failed }),
      span({
        id: 3,
        parent: 1,
        name: "api_2",
        at: 1000,
        attributes: typed("tool"),
        ...failed,
        links: [edge("retry_of", 2)],
      }),
      span({ id: 4, parent: 1, name: "cache", at: 2000, attributes: typed("tool"), links: [edge("fallback_of", 3)] }),
      span({ id: 5, parent: 1, name: "answer", at: 2001, attributes: typed("llm") }),
    ]);

    expect((await heddle(["inspect", path])).out).toMatchInlineSnapshot(`
      "Trace: weather_agent (3.00s) ok 00000001000000000000000000000000
      5 spans, 2 errors, 1 model call, 3 tool calls, 1 retry
      └── [agent] weather_agent +0ms [3.00s] ✓
          ├── [tool] api_1 +0ms [1.00s] ✗
          │       error: TimeoutError: timed out
          ├── [tool] api_2 +1.00s [1.0ms] ✗ [retry of api_1]
          │       error: TimeoutError: timed out
          ├── [tool] cache +2.00s [1.0ms] ✓ [fallback of api_2]
          └── [llm] answer +2.00s [1.0ms] ✓
      "
    `);
  });

  test("from hand to hand, and called off", async () => {
    const path = recording([
      span({ id: 1, name: "support", durationMs: 500 }),
      span({ id: 2, parent: 1, name: "triage", durationMs: 100, attributes: typed("agent") }),
      span({ id: 3, parent: 2, name: "classify", attributes: typed("llm") }),
      span({ id: 4, parent: 1, name: "billing", at: 100, attributes: typed("agent"), links: [edge("handoff", 2)] }),
      span({ id: 5, parent: 4, name: "lookup", at: 101, attributes: typed("tool") }),
      span({ id: 6, parent: 4, name: "refund", at: 110, status: "cancelled", exception: "AbortError: enough" }),
      start({ id: 7, parent: 4, name: "notify", at: 120 }),
    ]);

    const text = await heddle(["inspect", path]);
    const json = await heddle(["inspect", path, "--json"]);

    expect(text.out).toMatchInlineSnapshot(`
      "Trace: support (500.0ms) ok 00000001000000000000000000000000
      7 spans, 1 interrupted, 1 model call, 1 tool call
      └── support +0ms [500.0ms] ✓
          ├── [agent] triage +0ms [100.0ms] ✓
          │   └── [llm] classify +0ms [1.0ms] ✓
          └── [agent] billing +100.0ms [1.0ms] ✓ [handoff from triage]
              ├── [tool] lookup +101.0ms [1.0ms] ✓
              ├── refund +110.0ms [1.0ms] ⊘ cancelled
              │       cancelled: AbortError: enough
              └── notify +120.0ms [—] … interrupted
      "
    `);
    const spans: { name: string; depth: number; status: string }[] = JSON.parse(json.out).spans;
    expect(spans.map(({ name, depth, status }) => [name, depth, status])).toEqual([
      ["support", 0, "ok"],
      ["triage", 1, "ok"],
      ["classify", 2, "ok"],
      ["billing", 1, "ok"],
      ["lookup", 2, "ok"],
      ["refund", 2, "cancelled"],
      ["notify", 2, "interrupted"],
    ]);
  });
});

describe("which runs", () => {
  test("one is chosen by how its id begins", async () => {
    const { out } = await heddle(["inspect", twoRuns(), "--trace", "00000002", "-v", "minimal"]);

    expect(out.split("\n")[0]).toBe(`Trace: weather_agent (1.20s) ok ${traceIdOf(2)}`);
    expect(out).toContain("[retry of forecast]");
  });

  test("the last are those that began last", async () => {
    const path = recording([
      ...weatherRun({ at: 99_000, user: "late" }),
      ...weatherRun({ trace: 2 }),
      ...weatherRun({ trace: 3, at: 50_000, user: "early" }),
    ]);

    const { out } = await heddle(["inspect", path, "--last", "2"]);

    expect(out.match(/user \w+/g)).toEqual(["user early", "user late"]);
  });

  test("of files, folders, globs and standard input, packed or not, all runs are shown", async () => {
    const folder = dirname(recording(weatherRun({ user: "one" })));
    const packed = recording([], "packed.jsonl.gz");
    writeFileSync(packed, gzipSync(linesOf(weatherRun({ trace: 2, at: 1, user: "two" }))));
    const stdin = linesOf(weatherRun({ trace: 3, at: 2, user: "three" }));

    const { out } = await heddle(["inspect", folder, join(dirname(packed), "*.gz"), "-"], { stdin });

    expect(out.match(/user \w+/g)).toEqual(["user one", "user two", "user three"]);
  });

  test("an id that no run has is told", async () => {
    const path = twoRuns();

    const ran = await heddle(["inspect", path, "--trace", "beef"]);

    const err = `heddle inspect: ${JSON.stringify(path)} holds no run whose id begins with "beef"; heddle list shows the ids\n`;
    expect(ran).toEqual({ code: 3, out: "", err });
  });
});

describe("as JSON", () => {
  test("a run is a line, with all of its spans in their places", async () => {
    const path = recording([
      span({ id: 1, name: "agent", durationMs: 3, attributes: { "user.id": "alice" } }),
      start({
        id: 2,
        parent: 1,
        name: "gpt",
        at: 0.5,
        attributes: { "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 7 },
      }),
    ]);

    const { code, out } = await heddle(["inspect", path, "--json"]);

    expect(code).toBe(0);
    expect(out.split("\n")).toHaveLength(2);
    expect(JSON.parse(out)).toMatchInlineSnapshot(`
      {
        "duration_ms": 3,
        "name": "agent",
        "session_id": null,
        "spans": [
          {
            "attributes": {
              "user.id": "alice",
            },
            "depth": 0,
            "duration_ms": 3,
            "ended_at": "2026-11-21T09:30:00.003000Z",
            "error": null,
            "exception": null,
            "is_orphan": false,
            "name": "agent",
            "offset_ms": 0,
            "parent_span_id": null,
            "span_id": "0000000000000001",
            "started_at": "2026-11-21T09:30:00.000000Z",
            "status": "ok",
            "trace_id": "00000001000000000000000000000000",
            "type": null,
            "usage": null,
          },
          {
            "attributes": {
              "gen_ai.operation.name": "chat",
              "gen_ai.usage.input_tokens": 7,
            },
            "depth": 1,
            "duration_ms": null,
            "ended_at": null,
            "is_orphan": false,
            "name": "gpt",
            "offset_ms": 0.5,
            "parent_span_id": "0000000000000001",
            "span_id": "0000000000000002",
            "started_at": "2026-11-21T09:30:00.000500Z",
            "status": "interrupted",
            "trace_id": "00000001000000000000000000000000",
            "type": "llm",
            "usage": {
              "input_tokens": 7,
            },
          },
        ],
        "started_at": "2026-11-21T09:30:00.000000Z",
        "status": "ok",
        "totals": {
          "cache_read_tokens": 0,
          "cache_write_tokens": 0,
          "cost_usd": 0,
          "depth": 2,
          "errors": 0,
          "input_tokens": 7,
          "interrupted": 1,
          "llm_calls": 1,
          "output_tokens": 0,
          "reasoning_tokens": 0,
          "retries": 0,
          "spans": 2,
          "tool_calls": 0,
        },
        "trace_id": "00000001000000000000000000000000",
        "user_id": "alice",
      }
    `);
  });

  test("programs get names as they are, and terminals nothing that moves the cursor or turns text round", async () => {
    const name = "a\u001b[2J\u009b2J\u202eb\u2028 日本語 👩‍💻";
    const path = recording([span({ id: 1, name })]);

    for (const command of ["inspect", "list", "stats"]) {
      const { out } = await heddle([command, path, "--json"]);

      expect(out).toContain(String.raw`"a\u001b[2J\u009b2J\u202eb\u2028 日本語 👩‍💻"`);
      expect(JSON.stringify(JSON.parse(out))).toContain(JSON.stringify(name));
    }
  });

  test("a run of thousands of spans is one line", async () => {
    const records = Array.from({ length: 2001 }, (_, id) => span({ id: id + 1, ...(id > 0 && { parent: 1 }) }));

    const { out } = await heddle(["inspect", recording(records), "--json"]);

    expect(JSON.parse(out).spans).toHaveLength(2001);
  });
});

describe("into a file", () => {
  test("the file holds what would be shown, without colours", async () => {
    const path = recording(weatherRun());
    const output = join(temporaryFolder(), "tree.txt");
    const shown = await heddle(["inspect", path]);

    const ran = await heddle(["inspect", path, "-o", output], { columns: 40, color: true });

    expect(ran).toEqual({ code: 0, out: "", err: "" });
    expect(readFileSync(output, "utf8")).toBe(shown.out);
  });

  test("JSON is written, too, in place of what was there", async () => {
    const output = join(temporaryFolder(), "runs.json");
    writeFileSync(output, "old");

    await heddle(["inspect", recording(weatherRun()), "--json", "--output", output]);

    expect(JSON.parse(readFileSync(output, "utf8")).name).toBe("weather_agent");
  });

  test("a recording that is read is never replaced", async () => {
    const path = recording(weatherRun());
    const before = readFileSync(path, "utf8");

    const ran = await heddle(["inspect", path, "--output", path]);

    expect(ran).toEqual({
      code: 2,
      out: "",
      err: `heddle inspect: --output ${JSON.stringify(path)} is a recording that is read; give another file\nSee heddle inspect --help\n`,
    });
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(readdirSync(dirname(path))).toEqual(["traces.jsonl"]);
  });

  test("where nothing can be read, no file is left", async () => {
    const folder = temporaryFolder();

    const { code } = await heddle(["inspect", join(folder, "none"), "--output", join(folder, "out")]);

    expect(code).toBe(3);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a folder that is not there is told", async () => {
    const { code, err } = await heddle(["inspect", recording(weatherRun()), "--output", "/nowhere/out"]);

    expect({ code, err }).toEqual({
      code: 3,
      err: 'heddle inspect: "/nowhere/out" cannot be written: no such file or directory\n',
    });
  });

  test("standard input can be written to a file", async () => {
    const output = join(temporaryFolder(), "tree.txt");

    const { code } = await heddle(["inspect", "-", "--output", output], { stdin: linesOf(weatherRun()) });

    expect({ code, isTree: readFileSync(output, "utf8").startsWith("Trace: ") }).toEqual({ code: 0, isTree: true });
  });

  test("what is no file is written to as it is", async () => {
    const { code, out } = await heddle(["inspect", recording(weatherRun()), "--output", "/dev/null"]);

    expect({ code, out }).toEqual({ code: 0, out: "" });
  });
});

describe("what cannot be read", () => {
  test("lines that are none are told with their place, the rest is shown, and the exit code is 3", async () => {
    const path = recording(weatherRun());
    appendFileSync(path, 'no\u001b[2J json\n{"kind":"span"}\n{"kind":"sp');

    const { code, out, err } = await heddle(["inspect", path, "-v", "minimal"]);

    expect(code).toBe(3);
    expect(out.split("\n")[0]).toBe(`Trace: weather_agent (1.20s) ok ${traceIdOf(1)}`);
    expect(err.replaceAll(path, "traces.jsonl")).toMatchInlineSnapshot(`
      "traces.jsonl:4: not JSON: Unexpected token 'o', "no\\u001b[2J json" is not valid JSON
      traces.jsonl:5: name is missing; expected a string
      traces.jsonl:6: the file ends in the middle of the line: not JSON: Unterminated string in JSON at position 11 (line 1 column 12)
      "
    `);
  });

  test("of a file that is no recording the first ten lines are told", async () => {
    const path = recording([], "package.json");
    writeFileSync(path, "x\n".repeat(1212));

    const { code, out, err } = await heddle(["inspect", path], { color: true });

    const lines = err.split("\n");
    expect({ code, out, lines: lines.length }).toEqual({ code: 3, out: "", lines: 13 });
    expect(lines[0]?.startsWith(`\u001b[33m${path}:1:\u001b[39m not JSON`)).toBe(true);
    expect(lines.slice(10)).toEqual([
      "and 1,202 more lines that cannot be read",
      `heddle inspect: ${JSON.stringify(path)} holds no runs; give a recording, such as FileTelemetry writes`,
      "",
    ]);
  });

  test("a packed file that is damaged is told as a whole", async () => {
    const path = recording([], "cut.jsonl.gz");
    writeFileSync(path, gzipSync(linesOf(weatherRun())).subarray(0, 15));

    const { code, err } = await heddle(["inspect", path]);

    expect({ code, err: err.split("\n")[0] }).toEqual({
      code: 3,
      err: `${path}: the file cannot be read from here on: unexpected end of file`,
    });
  });

  test("what is not there is one sentence", async () => {
    const ran = await heddle(["inspect", "none.jsonl"]);

    const err = 'heddle inspect: "none.jsonl" is not there; give the path of a file, a folder or a glob\n';
    expect(ran).toEqual({ code: 3, out: "", err });
  });

  test("of several files, those that are not there are told, and the others are shown", async () => {
    const path = recording(weatherRun());

    const { code, out, err } = await heddle(["inspect", "none.jsonl", path, "-v", "minimal"]);

    expect({ code, err }).toEqual({
      code: 3,
      err: "none.jsonl: is not there; give the path of a file, a folder or a glob\n",
    });
    expect(out.split("\n")[0]).toBe(`Trace: weather_agent (1.20s) ok ${traceIdOf(1)}`);
  });

  test("several recordings without runs are told by the first", async () => {
    const { err } = await heddle(["inspect", recording([], "a.jsonl"), "-"]);

    expect(err).toMatch(
      /^heddle inspect: ".*a\.jsonl" and 1 more hold no runs; give a recording, such as FileTelemetry writes\n$/,
    );
  });
});

test("a number that is none is told", async () => {
  const ran = await heddle(["inspect", "x", "--last", "few"]);

  const err =
    "heddle inspect: option '-n, --last <N>' argument 'few' is invalid. Give a whole number of 1 or more, such as 10.\nSee heddle inspect --help\n";
  expect(ran).toEqual({ code: 2, out: "", err });
});

test("a run of 2,000 levels is shown and is JSON", async () => {
  const records = Array.from({ length: 2000 }, (_, id) => span({ id: id + 1, ...(id > 0 && { parent: id }) }));
  const path = recording(records);

  const text = await heddle(["inspect", path]);
  const json = await heddle(["inspect", path, "--json"]);

  expect(text.out).toContain("(depth 1999) step");
  expect(JSON.parse(json.out).spans.at(-1).depth).toBe(1999);
  expect(JSON.parse(json.out).trace_id).toBe(traceIdOf(1));
});
