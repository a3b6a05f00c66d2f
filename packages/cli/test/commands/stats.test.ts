import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { heddle } from "../heddle.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { recording, span, start, weatherRun } from "../weather-runs.ts";

const fiveRuns = () =>
  recording([
    ...weatherRun({ trace: 1 }),
    ...weatherRun({ trace: 2, at: 60_000, isRetried: true }),
    ...weatherRun({ trace: 3, at: 120_000, isRetried: true, fails: true }),
    ...weatherRun({ trace: 4, at: 180_000, tools: ["calendar"], costUsd: 0.05 }),
    ...weatherRun({ trace: 5, at: 240_000, tools: ["calendar"], fails: true }),
    start({ id: 1, trace: 6, at: 300_000, name: "pong" }),
  ]);

test("runs by name, where they part, what was for nothing, and spans by name", async () => {
  const { code, out, err } = await heddle(["stats", fiveRuns()]);

  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatchInlineSnapshot(`
    "RUN            RUNS  PASSED            RATE    P50    P95    P99  TOKENS     COST
    weather_agent     5       3  60 % (23–88 %)  1.20s  1.21s  1.21s   4,380  $0.0584
    pong              1       0    0 % (0–79 %)

    The 5 runs of weather_agent first part after forecast:
      2 go on with [tool] forecast, and 1 of them passes
      2 go on with [tool] calendar, and 1 of them passes
      1 ends, and passes

    Work for nothing:
      tried again or replaced: 2 spans, 120.0ms
      failed: 7 spans, 2.40s, 1,752 tokens, $0.0042

    SPAN           TYPE   COUNT  ERRORS  OPEN      P50      P95      P99    TOTAL  TOKENS     COST
    weather_agent  agent      5       2          1.20s    1.21s    1.21s    6.01s
    classify       llm        5                400.0ms  400.0ms  400.0ms    2.00s   4,380  $0.0584
    forecast       tool       7       2         60.0ms   60.0ms   60.0ms  400.0ms
    calendar       tool       2                  5.0ms    5.0ms    5.0ms   10.0ms
    pong                      1             1
    "
  `);
});

test("on a narrow terminal, columns make room that say less", async () => {
  const [wide, narrow] = [
    await heddle(["stats", fiveRuns()], { columns: 80 }),
    await heddle(["stats", fiveRuns()], { columns: 40 }),
  ];

  const tables = ({ out }: { out: string }) => out.split("\n\n").filter((section) => /^(RUN|SPAN) /.test(section));
  expect(tables(wide).join("\n\n")).toMatchInlineSnapshot(`
    "RUN            RUNS  PASSED            RATE    P50    P95  TOKENS     COST
    weather_agent     5       3  60 % (23–88 %)  1.20s  1.21s   4,380  $0.0584
    pong              1       0    0 % (0–79 %)

    SPAN           TYPE   COUNT  ERRORS  OPEN      P95    TOTAL  TOKENS     COST
    weather_agent  agent      5       2          1.21s    6.01s
    classify       llm        5                400.0ms    2.00s   4,380  $0.0584
    forecast       tool       7       2         60.0ms  400.0ms
    calendar       tool       2                  5.0ms   10.0ms
    pong                      1             1
    "
  `);
  expect(tables(narrow).join("\n\n")).toMatchInlineSnapshot(`
    "RUN         RUNS  PASSED            RATE
    weather_a…     5       3  60 % (23–88 %)
    pong           1       0    0 % (0–79 %)

    SPAN        COUNT  ERRORS  OPEN    TOTAL
    weather_a…      5       2          6.01s
    classify        5                  2.00s
    forecast        7       2        400.0ms
    calendar        2                 10.0ms
    pong            1             1
    "
  `);
});

test("what is told in words is broken where the terminal ends", async () => {
  const [{ out }, narrowest] = [
    await heddle(["stats", fiveRuns()], { columns: 32 }),
    await heddle(["stats", fiveRuns()], { columns: 20 }),
  ];

  const said = (text: string) => text.split("\n\n").slice(1, 3).join("\n\n");
  expect(said(out)).toMatchInlineSnapshot(`
    "The 5 runs of weather_agent
      first part after forecast:
      2 go on with [tool] forecast,
        and 1 of them passes
      2 go on with [tool] calendar,
        and 1 of them passes
      1 ends, and passes

    Work for nothing:
      tried again or replaced: 2
        spans, 120.0ms
      failed: 7 spans, 2.40s, 1,752
        tokens, $0.0042"
  `);
  expect(said(narrowest.out).split("\n")[0]).toBe("The 5 runs of weather_agent first part after forecast:");
});

test("runs that all do the same do not part, and what was for nothing is left out when nothing was", async () => {
  const { out } = await heddle(["stats", recording([...weatherRun(), ...weatherRun({ trace: 2 })])]);

  expect(out).toMatchInlineSnapshot(`
    "RUN            RUNS  PASSED              RATE    P50    P95    P99  TOKENS     COST
    weather_agent     2       2  100 % (34–100 %)  1.20s  1.20s  1.20s   1,752  $0.0042

    SPAN           TYPE   COUNT      P50      P95      P99    TOTAL  TOKENS     COST
    weather_agent  agent      2    1.20s    1.20s    1.20s    2.40s
    classify       llm        2  400.0ms  400.0ms  400.0ms  800.0ms   1,752  $0.0042
    forecast       tool       2   60.0ms   60.0ms   60.0ms  120.0ms
    "
  `);
});

test("where runs part from their first step, and in many ways, the most taken ways are told", async () => {
  const names = ["a", "a", "b", "c", "d", "e", "f", "g"];
  const children = names.flatMap((name, at) => [
    span({ id: 10 + at, trace: 10 + at, name: "agent", at: 1000 * at }),
    span({ id: 30 + at, trace: 10 + at, parent: 10 + at, name, at: 1000 * at }),
  ]);
  const typed = { "heddle.span.type": "chain" };
  const other = [
    span({ id: 60, trace: 60, name: "job" }),
    span({ id: 70, trace: 70, name: "task" }),
    ...[71, 72].map((id) => span({ id, trace: id, at: id, name: "task", attributes: typed, status: "error" })),
    span({ id: 61, trace: 61, name: "job", attributes: { "heddle.span.type": "tool" } }),
    span({ id: 62, trace: 61, parent: 61, name: "late", status: "error" }),
  ];

  const { out } = await heddle(["stats", recording([...children, ...other])], { color: true });

  expect(out.replaceAll("\u001b", "␛")).toMatchInlineSnapshot(`
    "␛[1mRUN␛[22m    ␛[1mRUNS␛[22m  ␛[1mPASSED␛[22m              ␛[1mRATE␛[22m    ␛[1mP50␛[22m    ␛[1mP95␛[22m    ␛[1mP99␛[22m
    ␛[1magent␛[22m     8       8  ␛[32m100 % (68–100 %)␛[39m  1.0ms  1.0ms  1.0ms
    ␛[1mtask␛[22m      3       1     ␛[33m33 % (6–79 %)␛[39m  1.0ms  1.0ms  1.0ms
    ␛[1mjob␛[22m       2       2  ␛[32m100 % (34–100 %)␛[39m  1.0ms  1.0ms  1.0ms

    The 8 runs of ␛[1magent␛[22m first part after agent:
      2 go on with ␛[1ma,␛[22m ␛[32mand pass␛[39m
      1 goes on with ␛[1mb,␛[22m ␛[32mand passes␛[39m
      1 goes on with ␛[1mc,␛[22m ␛[32mand passes␛[39m
      1 goes on with ␛[1md,␛[22m ␛[32mand passes␛[39m
      1 goes on with ␛[1me,␛[22m ␛[32mand passes␛[39m
      2 go other ways

    The 3 runs of ␛[1mtask␛[22m first part at their beginning:
      2 go on with ␛[36m[chain]␛[39m ␛[1mtask,␛[22m ␛[31mand fail␛[39m
      1 goes on with ␛[1mtask,␛[22m ␛[32mand passes␛[39m

    The 2 runs of ␛[1mjob␛[22m first part at their beginning:
      1 goes on with ␛[1mjob,␛[22m ␛[32mand passes␛[39m
      1 goes on with ␛[36m[tool]␛[39m ␛[1mjob,␛[22m ␛[32mand passes␛[39m

    Work for nothing:
      failed: 3 spans, 3.0ms

    ␛[1mSPAN␛[22m   ␛[1mTYPE␛[22m   ␛[1mCOUNT␛[22m  ␛[1mERRORS␛[22m    ␛[1mP50␛[22m    ␛[1mP95␛[22m    ␛[1mP99␛[22m  ␛[1mTOTAL␛[22m
    ␛[1magent␛[22m             8          1.0ms  1.0ms  1.0ms  8.0ms
    ␛[1ma␛[22m                 2          1.0ms  1.0ms  1.0ms  2.0ms
    ␛[1mtask␛[22m   ␛[36mchain␛[39m      2       ␛[31m2␛[39m  1.0ms  1.0ms  1.0ms  2.0ms
    ␛[1mjob␛[22m               1          1.0ms  1.0ms  1.0ms  1.0ms
    ␛[1mtask␛[22m              1          1.0ms  1.0ms  1.0ms  1.0ms
    ␛[1mjob␛[22m    ␛[36mtool␛[39m       1          1.0ms  1.0ms  1.0ms  1.0ms
    ␛[1mlate␛[22m              1       ␛[31m1␛[39m  1.0ms  1.0ms  1.0ms  1.0ms
    ␛[1mb␛[22m                 1          1.0ms  1.0ms  1.0ms  1.0ms
    ␛[1mc␛[22m                 1          1.0ms  1.0ms  1.0ms  1.0ms
    ␛[1md␛[22m                 1          1.0ms  1.0ms  1.0ms  1.0ms
    ␛[1me␛[22m                 1          1.0ms  1.0ms  1.0ms  1.0ms
    ␛[1mf␛[22m                 1          1.0ms  1.0ms  1.0ms  1.0ms
    ␛[1mg␛[22m                 1          1.0ms  1.0ms  1.0ms  1.0ms
    "
  `);
});

test("of a way on which some runs fail, those that pass are counted", async () => {
  const failures = [false, false, true, false];
  const runs = failures.flatMap((fails, at) =>
    weatherRun({ trace: at + 1, at: 1000 * at, fails, ...(at === 3 && { tools: ["calendar"] }) }),
  );

  const { out } = await heddle(["stats", recording(runs)]);

  expect(out.split("\n").slice(3, 6)).toEqual([
    "The 4 runs of weather_agent first part after forecast:",
    "  3 end, and 2 of them pass",
    "  1 goes on with [tool] calendar, and passes",
  ]);
});

test("tools whose spans have one name are told apart", async () => {
  const runs = ["search", "calc", "search"].flatMap((tool, at) => [
    span({ id: 10 + at, trace: 1 + at, name: "loom.run", at: 1000 * at, durationMs: 9 }),
    span({
      id: 20 + at,
      trace: 1 + at,
      parent: 10 + at,
      name: "loom.tool",
      at: 1000 * at,
      attributes: { tool: "plan" },
    }),
    span({ id: 30 + at, trace: 1 + at, parent: 10 + at, name: "loom.tool", at: 1000 * at + 1, attributes: { tool } }),
  ]);

  const { out } = await heddle(["stats", recording(runs)]);

  expect(out).toMatchInlineSnapshot(`
    "RUN       RUNS  PASSED              RATE    P50    P95    P99
    loom.run     3       3  100 % (44–100 %)  9.0ms  9.0ms  9.0ms

    The 3 runs of loom.run first part after loom.tool plan:
      2 go on with [tool] loom.tool search, and pass
      1 goes on with [tool] loom.tool calc, and passes

    SPAN              TYPE   COUNT    P50    P95    P99   TOTAL
    loom.run          agent      3  9.0ms  9.0ms  9.0ms  27.0ms
    loom.tool plan    tool       3  1.0ms  1.0ms  1.0ms   3.0ms
    loom.tool search  tool       2  1.0ms  1.0ms  1.0ms   2.0ms
    loom.tool calc    tool       1  1.0ms  1.0ms  1.0ms   1.0ms
    "
  `);
});

test("a single run that goes another way is counted as one", async () => {
  const records = ["a", "b", "c", "d", "e", "f"].flatMap((name, at) => [
    span({ id: 10 + at, trace: 10 + at, name: "agent", at: 1000 * at }),
    span({ id: 30 + at, trace: 10 + at, parent: 10 + at, name, at: 1000 * at }),
  ]);

  const { out } = await heddle(["stats", recording(records)]);

  expect(out.split("\n")[9]).toBe("  1 goes another way");
});

const orders: readonly [order: string, first: string][] = [
  ["total", "weather_agent"],
  ["count", "forecast"],
  ["errors", "weather_agent"],
  ["p95", "weather_agent"],
  ["tokens", "classify"],
  ["cost", "classify"],
  ["name", "calendar"],
];

for (const [order, first] of orders) {
  test(`--sort ${order} shows ${first} first, and --limit how many there are`, async () => {
    const { out } = await heddle(["stats", fiveRuns(), "--sort", order, "--limit", "1"]);

    const spans = out.split("\n").slice(-4);
    expect([spans[1]?.split(" ")[0], ...spans.slice(2)]).toEqual([first, "and 4 more; --limit 5 shows them all", ""]);
  });
}

test("a single span that was for nothing is told, and its tokens", async () => {
  const usage = { "gen_ai.usage.input_tokens": 7, "gen_ai.usage.output_tokens": 2 };
  const path = recording([span({ id: 1 }), span({ id: 2, parent: 1, status: "error", attributes: usage })]);

  const { out } = await heddle(["stats", path]);

  expect(out.split("\n").slice(3, 5)).toEqual(["Work for nothing:", "  failed: 1 span, 1.0ms, 9 tokens"]);
});

test("what never ended has no durations to be sorted by", async () => {
  const path = recording([start({ id: 1, name: "a" }), start({ id: 2, parent: 1, name: "b" })]);

  const { out } = await heddle(["stats", path, "--sort", "p95"]);

  expect(out).toMatchInlineSnapshot(`
    "RUN  RUNS  PASSED          RATE
    a       1       0  0 % (0–79 %)

    SPAN  COUNT  OPEN
    a         1     1
    b         1     1
    "
  `);
});

test("a run passes only within the budget, if one is given", async () => {
  const budget = join(temporaryFolder(), "budget.json");
  writeFileSync(budget, '{"maxCostUsd": 0.01}');

  const without = await heddle(["stats", fiveRuns(), "--json"]);
  const within = await heddle(["stats", fiveRuns(), "--json", "--budget", budget]);

  const passed = ({ out }: { out: string }) =>
    JSON.parse(out).runs.map((run: { name: string; passed: number }) => [run.name, run.passed]);
  expect(passed(without)).toEqual([
    ["weather_agent", 3],
    ["pong", 0],
  ]);
  expect(passed(within)).toEqual([
    ["weather_agent", 2],
    ["pong", 0],
  ]);
});

test("JSON is all of it, in one line", async () => {
  const { out } = await heddle(["stats", recording(weatherRun({ isRetried: true })), "--json"]);

  expect(out.split("\n")).toHaveLength(2);
  expect(JSON.parse(out)).toMatchInlineSnapshot(`
    {
      "names": [
        {
          "cache_read_tokens": 0,
          "cache_write_tokens": 0,
          "cost_usd": 0,
          "count": 1,
          "durations": {
            "p50": 1200,
            "p95": 1200,
            "p99": 1200,
            "total_ms": 1200,
          },
          "errors": 0,
          "input_tokens": 0,
          "interrupted": 0,
          "name": "weather_agent",
          "output_tokens": 0,
          "reasoning_tokens": 0,
          "type": "agent",
        },
        {
          "cache_read_tokens": 0,
          "cache_write_tokens": 0,
          "cost_usd": 0.0021,
          "count": 1,
          "durations": {
            "p50": 400,
            "p95": 400,
            "p99": 400,
            "total_ms": 400,
          },
          "errors": 0,
          "input_tokens": 812,
          "interrupted": 0,
          "name": "classify",
          "output_tokens": 64,
          "reasoning_tokens": 0,
          "type": "llm",
        },
        {
          "cache_read_tokens": 0,
          "cache_write_tokens": 0,
          "cost_usd": 0,
          "count": 2,
          "durations": {
            "p50": 50,
            "p95": 60,
            "p99": 60,
            "total_ms": 110,
          },
          "errors": 1,
          "input_tokens": 0,
          "interrupted": 0,
          "name": "forecast",
          "output_tokens": 0,
          "reasoning_tokens": 0,
          "type": "tool",
        },
      ],
      "runs": [
        {
          "cache_read_tokens": 0,
          "cache_write_tokens": 0,
          "cost_usd": 0.0021,
          "durations": {
            "p50": 1200,
            "p95": 1200,
            "p99": 1200,
            "total_ms": 1200,
          },
          "input_tokens": 812,
          "name": "weather_agent",
          "output_tokens": 64,
          "pass_interval": {
            "high": 1,
            "low": 0.20654931179180275,
          },
          "pass_rate": 1,
          "passed": 1,
          "reasoning_tokens": 0,
          "runs": 1,
        },
      ],
      "traces": 1,
      "waste": {
        "failed": {
          "cache_read_tokens": 0,
          "cache_write_tokens": 0,
          "cost_usd": 0,
          "duration_ms": 0,
          "input_tokens": 0,
          "output_tokens": 0,
          "reasoning_tokens": 0,
          "spans": 0,
        },
        "retried": {
          "cache_read_tokens": 0,
          "cache_write_tokens": 0,
          "cost_usd": 0,
          "duration_ms": 60,
          "input_tokens": 0,
          "output_tokens": 0,
          "reasoning_tokens": 0,
          "spans": 1,
        },
      },
    }
  `);
});
