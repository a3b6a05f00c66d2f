import { describe, expect, test } from "vitest";
import { heddle } from "../heddle.ts";
import { linesOf, recording, span, start, traceIdOf, type WeatherRun, weatherRun } from "../weather-runs.ts";

const before = () => recording(weatherRun({ tools: ["calendar"] }));
const after = () =>
  recording([
    ...weatherRun({
      trace: 2,
      isRetried: true,
      model: "m-2",
      answer: "Yes: 18 °C and dry. Take a hat.",
      costUsd: 0.0042,
    }),
    span({
      id: 900,
      trace: 2,
      parent: 200,
      name: "radar",
      at: 700,
      attributes: { "heddle.span.type": "tool", tool: "radar_map" },
    }),
    span({ id: 901, trace: 2, parent: 900, name: "fetch", at: 700 }),
    span({ id: 902, trace: 2, parent: 901, name: "GET", at: 700 }),
  ]);
const two = (run: WeatherRun = {}) => [
  ...weatherRun({ trace: 2, ...run }),
  ...weatherRun({ trace: 3, at: 60_000, ...run }),
];

describe("two recordings with a run each", () => {
  test("are compared: where they part, what came, went and changed, and what that takes", async () => {
    const { code, out, err } = await heddle(["diff", before(), after()]);

    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toMatchInlineSnapshot(`
      "- weather_agent (1.21s) ok 00000001000000000000000000000000
      + weather_agent (1.20s) ok 00000002000000000000000000000000

      They first part at [agent] weather_agent.
      2 added, 1 removed, 2 changed:

      ~ [agent] weather_agent: output
      -     output: Yes: 18 °C and dry.
      +     output: Yes: 18 °C and dry. Take a hat.
      ~ weather_agent › [llm] classify: model
      -     model: m-1
      +     model: m-2
      + weather_agent › [tool] forecast
      - weather_agent › [tool] calendar
      + weather_agent › [tool] radar radar_map and 2 below it

                    BEFORE    AFTER  CHANGE
      time           1.21s    1.20s  −5.0ms
      spans              4        7  +3 (+75 %)
      errors             0        1  +1
      model calls        1        1
      tool calls         2        3  +1 (+50 %)
      retries            0        1  +1
      tokens in        812      812
      tokens out        64       64
      cost         $0.0021  $0.0042  +$0.0021 (+100 %)
      "
    `);
  });

  test("are coloured, and fit the terminal", async () => {
    const long = (end: string) => [
      span({ id: 1, name: "ask", attributes: { input: `${"word ".repeat(60)}${end} ${"tail ".repeat(60)}` } }),
    ];

    const { out } = await heddle(["diff", recording(long("cat")), recording(long("dog"))], {
      columns: 80,
      color: true,
    });

    expect(out.replaceAll("\u001b", "␛")).toMatchInlineSnapshot(`
      "␛[31m-␛[39m ␛[1mask␛[22m (1.0ms) ␛[32mok␛[39m ␛[2m00000001000000000000000000000000␛[22m
      ␛[32m+␛[39m ␛[1mask␛[22m (1.0ms) ␛[32mok␛[39m ␛[2m00000001000000000000000000000000␛[22m

      They first part at ask.
      1 changed:

      ␛[33m~ ask: input␛[39m
      ␛[31m-     input: …ord word word word word cat tail tail tail tail tail tail ta…␛[39m
      ␛[32m+     input: …ord word word word word dog tail tail tail tail tail tail ta…␛[39m

             ␛[1mBEFORE␛[22m  ␛[1mAFTER␛[22m
      time    1.0ms  1.0ms
      spans       1      1
      "
    `);
  });

  test("that did the same end with 0, whatever their ids and times", async () => {
    const { code, out } = await heddle([
      "diff",
      recording(weatherRun()),
      recording(weatherRun({ trace: 7, at: 5000 })),
    ]);

    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "- weather_agent (1.20s) ok 00000001000000000000000000000000
      + weather_agent (1.20s) ok 00000007000000000000000000000000

      They did the same.

                    BEFORE    AFTER
      time           1.20s    1.20s
      spans              3        3
      model calls        1        1
      tool calls         1        1
      tokens in        812      812
      tokens out        64       64
      cost         $0.0021  $0.0021
      "
    `);
  });

  test("show as many differences as is asked for", async () => {
    const many = recording([
      span({ id: 1, trace: 2 }),
      ...["a", "b", "c"].map((name, at) => span({ id: 2 + at, trace: 2, parent: 1, name })),
    ]);

    const { out } = await heddle(["diff", recording([span({ id: 1 })]), many, "--limit", "2"]);

    expect(out.split("\n").slice(6, 9)).toEqual(["+ step › a", "+ step › b", "and 1 more; --limit 3 shows them all"]);
  });
});

describe("what is allowed", () => {
  const answers = [recording(weatherRun()), recording(weatherRun({ answer: "No." }))] as const;

  test("is shown, and ends with 0", async () => {
    const { code, out } = await heddle(["diff", ...answers, "--allow", "output"]);

    expect(code).toBe(0);
    expect(out.split("\n")[6]).toBe("~ [agent] weather_agent: output (allowed)");
  });

  const cases: readonly [args: string[], code: number][] = [
    [["--allow", "all"], 0],
    [["--allow", "added,removed", "--allow", "status, error,output , model,name"], 0],
    [["--allow", "output,all"], 0],
    [["--allow", "added,removed"], 1],
    [["--allow", "all", "--max-cost", "100%"], 0],
    [["--allow", "all", "--max-cost", "99%"], 1],
    [["--allow", "all", "--max-cost", "+0.0021"], 0],
    [["--allow", "all", "--max-cost", "0.002"], 1],
    [["--allow", "all", "--max-tokens", "0"], 0],
    [["--allow", "all", "--max-time", "0%"], 0],
    [["--allow", "all", "--max-time", "5ms"], 0],
  ];

  for (const [args, code] of cases) {
    test(`${args.join(" ")} ends with ${code}`, async () => {
      const ran = await heddle(["diff", before(), after(), ...args]);

      expect(ran.code).toBe(code);
    });
  }

  test("what has risen by more than it may is told", async () => {
    const slow = recording([span({ id: 1, name: "run", durationMs: 90 })]);

    const { code, out } = await heddle([
      "diff",
      recording([span({ id: 1, name: "run", durationMs: 50 })]),
      slow,
      "--max-time",
      "20ms",
    ]);

    expect({ code, last: out.trimEnd().split("\n").at(-1) }).toEqual({
      code: 1,
      last: "✗ time: 90.0ms, of at most 70.0ms",
    });
  });

  const mistakes: readonly [args: string[], told: string][] = [
    [
      ["--allow", "speed"],
      `option '--allow <WHAT>' argument 'speed' is invalid. "speed" is none of added, removed, name, type, input, output, status, error, model and all.`,
    ],
    [
      ["--allow", "output,"],
      `option '--allow <WHAT>' argument 'output,' is invalid. "" is none of added, removed, name, type, input, output, status, error, model and all.`,
    ],
    [
      ["--max-time", "20"],
      "option '--max-time <MORE>' argument '20' is invalid. Give a share or a duration, such as 20%, 500ms or 2s.",
    ],
    [
      ["--max-cost", "lots"],
      "option '--max-cost <MORE>' argument 'lots' is invalid. Give a share or a number, such as 10% or 0.05.",
    ],
    [["--json", "--markdown"], "--json and --markdown are both there; give one of them"],
  ];

  for (const [args, told] of mistakes) {
    test(`${args.join(" ")} is told as a mistake`, async () => {
      const ran = await heddle(["diff", "a", "b", ...args]);

      expect(ran).toEqual({ code: 2, out: "", err: `heddle diff: ${told}\nSee heddle diff --help\n` });
    });
  }
});

describe("as Markdown", () => {
  test("it is a heading, a block of differences and a table", async () => {
    const { code, out } = await heddle(["diff", before(), after(), "--markdown"]);

    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "### \`weather_agent\`: 2 added, 1 removed, 2 changed

      They first part at \`[agent] weather_agent\`.

      \`\`\`diff
      ! [agent] weather_agent: output
      -     output: Yes: 18 °C and dry.
      +     output: Yes: 18 °C and dry. Take a hat.
      ! weather_agent › [llm] classify: model
      -     model: m-1
      +     model: m-2
      + weather_agent › [tool] forecast
      - weather_agent › [tool] calendar
      + weather_agent › [tool] radar radar_map and 2 below it
      \`\`\`

      | | before | after | change |
      |---|--:|--:|--:|
      | time | 1.21s | 1.20s | −5.0ms |
      | spans | 4 | 7 | +3 (+75 %) |
      | errors | 0 | 1 | +1 |
      | model calls | 1 | 1 |  |
      | tool calls | 2 | 3 | +1 (+50 %) |
      | retries | 0 | 1 | +1 |
      | tokens in | 812 | 812 |  |
      | tokens out | 64 | 64 |  |
      | cost | $0.0021 | $0.0042 | +$0.0021 (+100 %) |
      "
    `);
  });

  test("names and values cannot leave their places", async () => {
    const evil = (text: string) => [
      span({ id: 1, name: "`a` @you", attributes: { input: `${text}\n\`\`\`\`\n# big` } }),
    ];

    const { out } = await heddle([
      "diff",
      recording(evil("x")),
      recording(evil("y")),
      "--markdown",
      "--allow",
      "input",
      "--max-time",
      "0%",
    ]);

    expect(out).toMatchInlineSnapshot(`
      "### \`\` \`a\` @you \`\`: 1 changed (allowed)

      They first part at \`\` \`a\` @you \`\`.

      \`\`\`\`\`diff
      ! \`a\` @you: input (allowed)
      -     input: x\\n\`\`\`\`\\n# big
      +     input: y\\n\`\`\`\`\\n# big
      \`\`\`\`\`

      | | before | after | change |
      |---|--:|--:|--:|
      | time | 1.0ms | 1.0ms |  |
      | spans | 1 | 1 |  |
      "
    `);
  });

  test("further differences are counted, equal runs and runs without a counterpart are a heading, and increases are told", async () => {
    const few = recording([...two(), span({ id: 1, trace: 9, name: "gone" })]);
    const many = recording([
      ...weatherRun({ trace: 2, tools: ["a", "b", "c"] }),
      ...weatherRun({ trace: 3, at: 60_000 }),
      span({ id: 1, trace: 8, name: "new" }),
    ]);

    const { out } = await heddle(["diff", few, many, "--markdown", "--limit", "1", "--max-time", "1%"]);

    expect(out).toMatchInlineSnapshot(`
      "### \`weather_agent\`: 3 added

      They first part at \`weather_agent › [tool] a\`.

      \`\`\`diff
      + weather_agent › [tool] a
      \`\`\`

      … and 2 more.

      | | before | after | change |
      |---|--:|--:|--:|
      | time | 1.20s | 1.22s | +15.0ms (+1 %) |
      | spans | 3 | 6 | +3 (+100 %) |
      | model calls | 1 | 1 |  |
      | tool calls | 1 | 4 | +3 (+300 %) |
      | tokens in | 812 | 812 |  |
      | tokens out | 64 | 64 |  |
      | cost | $0.0021 | $0.0021 |  |

      **time: 1.22s, of at most 1.21s**

      ### \`gone\` ran only before

      ### \`weather_agent\`: did the same

      | | before | after | change |
      |---|--:|--:|--:|
      | time | 1.20s | 1.20s |  |
      | spans | 3 | 3 |  |
      | model calls | 1 | 1 |  |
      | tool calls | 1 | 1 |  |
      | tokens in | 812 | 812 |  |
      | tokens out | 64 | 64 |  |
      | cost | $0.0021 | $0.0021 |  |

      ### \`new\` ran only after

      3 of 4 differ in more than is allowed
      "
    `);
  });
});

describe("as JSON", () => {
  test("two runs are a line", async () => {
    const { code, out } = await heddle(["diff", before(), after(), "--json", "--allow", "added"]);

    const { before: was, after: is, ...line } = JSON.parse(out);
    expect({ code, lines: out.split("\n").length, ids: [was.trace_id, is.trace_id] }).toEqual({
      code: 1,
      lines: 2,
      ids: [traceIdOf(1), traceIdOf(2)],
    });
    expect(line).toMatchInlineSnapshot(`
      {
        "deltas": {
          "cache_read_tokens": 0,
          "cache_write_tokens": 0,
          "cost_usd": 0.0021,
          "depth": 2,
          "duration_ms": -5,
          "errors": 1,
          "input_tokens": 0,
          "interrupted": 0,
          "llm_calls": 0,
          "output_tokens": 0,
          "reasoning_tokens": 0,
          "retries": 1,
          "spans": 3,
          "tool_calls": 1,
        },
        "differences": [
          {
            "after": {
              "name": "weather_agent",
              "span_id": "00000000000000c8",
              "status": "ok",
              "type": "agent",
            },
            "allowed": false,
            "before": {
              "name": "weather_agent",
              "span_id": "0000000000000064",
              "status": "ok",
              "type": "agent",
            },
            "changes": {
              "output": {
                "after": "Yes: 18 °C and dry. Take a hat.",
                "before": "Yes: 18 °C and dry.",
              },
            },
            "kind": "changed",
            "path": [],
          },
          {
            "after": {
              "name": "classify",
              "span_id": "00000000000000c9",
              "status": "ok",
              "type": "llm",
            },
            "allowed": false,
            "before": {
              "name": "classify",
              "span_id": "0000000000000065",
              "status": "ok",
              "type": "llm",
            },
            "changes": {
              "model": {
                "after": "m-2",
                "before": "m-1",
              },
            },
            "kind": "changed",
            "path": [
              "weather_agent",
            ],
          },
          {
            "allowed": true,
            "kind": "added",
            "path": [
              "weather_agent",
            ],
            "span": {
              "name": "forecast",
              "span_id": "00000000000000ca",
              "status": "error",
              "type": "tool",
            },
          },
          {
            "allowed": false,
            "kind": "removed",
            "path": [
              "weather_agent",
            ],
            "span": {
              "name": "calendar",
              "span_id": "0000000000000067",
              "status": "ok",
              "type": "tool",
            },
          },
          {
            "allowed": true,
            "kind": "added",
            "path": [
              "weather_agent",
            ],
            "span": {
              "name": "radar",
              "span_id": "0000000000000384",
              "status": "ok",
              "type": "tool",
            },
          },
        ],
        "exceeded": [],
        "is_beyond": true,
      }
    `);
  });

  test("what has no type, no input or no model says so, and roots of other names are compared", async () => {
    const a = recording([span({ id: 1, name: "plan", attributes: { "heddle.span.type": "agent", input: { q: 1 } } })]);
    const b = recording([span({ id: 1, name: "draft", attributes: { model: "m" } })]);

    const { out } = await heddle(["diff", a, b, "--json"]);

    expect(JSON.parse(out).differences).toEqual([
      {
        kind: "changed",
        path: [],
        before: { span_id: "0000000000000001", name: "plan", type: "agent", status: "ok" },
        after: { span_id: "0000000000000001", name: "draft", type: null, status: "ok" },
        changes: {
          name: { before: "plan", after: "draft" },
          type: { before: "agent", after: "" },
          input: { before: '{"q":1}', after: "" },
          model: { before: "", after: "m" },
        },
        allowed: false,
      },
    ]);
  });

  test("a run without a counterpart is compared with null", async () => {
    const { out } = await heddle([
      "diff",
      recording([...two(), span({ id: 1, trace: 9, name: "gone" })]),
      recording([...two(), span({ id: 1, trace: 8, name: "new" })]),
      "--json",
    ]);

    const lines = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(
      lines.map(({ before, after, deltas, is_beyond }) => [before?.name, after?.name, deltas === null, is_beyond]),
    ).toEqual([
      ["weather_agent", "weather_agent", false, false],
      ["gone", undefined, true, true],
      ["weather_agent", "weather_agent", false, false],
      [undefined, "new", true, true],
    ]);
  });
});

describe("which runs", () => {
  test("of larger recordings those of one name are compared, in their order", async () => {
    const a = recording([...two(), span({ id: 1, trace: 9, name: "gone", at: 90_000 })]);
    const b = recording([...two({ answer: "No." }), span({ id: 1, trace: 8, name: "new", at: 90_000 })]);

    const ran = await heddle(["diff", a, b, "--allow", "added"]);

    expect(ran.code).toBe(1);
    expect(ran.out.split("\n\n").filter((part) => /^[-+]|differ/.test(part))).toEqual([
      `- weather_agent (1.20s) ok ${traceIdOf(2)}\n+ weather_agent (1.20s) ok ${traceIdOf(2)}`,
      `- weather_agent (1.20s) ok ${traceIdOf(3)}\n+ weather_agent (1.20s) ok ${traceIdOf(3)}`,
      `- gone (1.0ms) ok ${traceIdOf(9)}\n  there is no such run after`,
      `+ new (1.0ms) ok ${traceIdOf(8)}\n  there is no such run before`,
      "3 of 4 differ in more than is allowed\n",
    ]);
  });

  test("of one recording it is the last run and the one of its name before it, or those that are named", async () => {
    const path = recording([
      ...weatherRun({ trace: 4, at: -60_000, answer: "?" }),
      ...two(),
      span({ id: 1, trace: 9, at: 70_000, name: "other" }),
      ...weatherRun({ trace: 5, at: 80_000 }),
    ]);
    const ids = ({ out }: { out: string }) =>
      out.match(/[0-9a-f]{32}/g)?.map((id) => Number.parseInt(id.slice(0, 8), 16));

    const last = await heddle(["diff", path]);
    const named = await heddle(["diff", path, "--before", "00000004", "--after", "00000003"]);
    const from = await heddle(["diff", path, "--before", "00000004"]);
    const to = await heddle(["diff", path, "--after", "00000003"]);

    expect([last, named, from, to].map(ids)).toEqual([
      [3, 5],
      [4, 3],
      [4, 5],
      [2, 3],
    ]);
  });

  test("of several runs in two recordings, one each can be named", async () => {
    const { out } = await heddle(["diff", recording(two()), "-", "--before", "00000003"], {
      stdin: linesOf(weatherRun({ trace: 6 })),
    });

    expect(out.match(/[0-9a-f]{32}/g)).toEqual([traceIdOf(3), traceIdOf(6)]);
  });

  test("runs that were killed, metrics and lines that cannot be read do no harm", async () => {
    const killed = recording([start({ id: 1, name: "weather_agent" })]);

    const { code, out } = await heddle(["diff", killed, "-"], { stdin: `{"kind":\n${linesOf(weatherRun())}` });

    expect(code).toBe(1);
    expect(out).toContain("status: interrupted");
  });

  test("errors are compared", async () => {
    const failed = (exception: string) => recording([span({ id: 1, status: "error", exception })]);

    const { out } = await heddle(["diff", failed("Error: 404"), failed("Error: 500")]);

    expect(out.split("\n").slice(6, 9)).toEqual([
      "~ step: error",
      "-     error: Error: 404",
      "+     error: Error: 500",
    ]);

    const gone = await heddle(["diff", failed("Error: 404"), recording([span({ id: 1 })])]);

    expect(gone.out.split("\n").slice(6, 11)).toEqual([
      "~ step: status, error",
      "-     status: error",
      "+     status: ok",
      "-     error: Error: 404",
      "+     error: —",
    ]);
  });

  const path = recording(two());
  const q = JSON.stringify(path);
  const mistakes: readonly [args: string[], code: number, told: string][] = [
    [["-", "-"], 2, '"-" is there twice; standard input can be read once'],
    [
      [path, path, "--after", "00000002"],
      2,
      `${q} holds 2 runs; choose one with --before ID, heddle list shows the ids`,
    ],
    [
      [path, "--before", "0000000"],
      2,
      `${q} holds 2 runs whose id begins with "0000000"; choose one with --before ID, heddle list shows the ids`,
    ],
    [
      [path, "--after", "00000002"],
      2,
      `${q} holds no run of "weather_agent" before ${traceIdOf(2)}; give a second recording, or --before ID`,
    ],
    [[path, "--before", "beef"], 3, `${q} holds no run whose id begins with "beef"; heddle list shows the ids`],
    [
      [path, "--before", "beef", "--after", "beef"],
      3,
      `${q} holds no run whose id begins with "beef"; heddle list shows the ids`,
    ],
    [[path, path, "--before", "beef"], 3, `${q} holds no run whose id begins with "beef"; heddle list shows the ids`],
  ];

  for (const [args, code, told] of mistakes) {
    test(`${args.map((arg) => (arg === path ? "FILE" : arg)).join(" ")} is told`, async () => {
      const ran = await heddle(["diff", ...args]);

      expect({ code: ran.code, err: ran.err.split("\n")[0] }).toEqual({ code, err: `heddle diff: ${told}` });
    });
  }
});

test("of a deep place the end is shown, and large numbers are easy to read", async () => {
  const levels = Array.from({ length: 30 }, (_, at) =>
    span({ id: at + 1, ...(at > 0 && { parent: at }), name: `level ${at}` }),
  );
  const below = Array.from({ length: 1234 }, (_, at) => span({ id: at + 101, parent: 100, name: "leaf" }));
  const more = [...levels, span({ id: 100, parent: 30, name: "more" }), ...below];

  const { out } = await heddle(["diff", recording(levels), recording(more)]);

  const path = levels.slice(10).map(({ name }) => name);
  expect(out.split("\n")).toContain(`+ … › ${path.join(" › ")} › more and 1,234 below it`);
});

test("where a terminal is narrow, the table of what runs took fits it", async () => {
  const { out } = await heddle(["diff", before(), after()], { columns: 40 });

  expect(out.split("\n\n").at(-1)).toMatchInlineSnapshot(`
    "              BEFORE    AFTER  CHANGE
    time           1.21s    1.20s  −5.0ms
    spans              4        7  +3 (+75 …
    errors             0        1  +1
    model calls        1        1
    tool calls         2        3  +1 (+50 …
    retries            0        1  +1
    tokens in        812      812
    tokens out        64       64
    cost         $0.0021  $0.0042  +$0.0021…
    "
  `);
});

test("where it is narrower still, lines are broken between words, and the table does without a column", async () => {
  const { out } = await heddle(["diff", before(), after()], { columns: 34 });

  expect(out).toMatchInlineSnapshot(`
    "- weather_agent (1.21s) ok
      00000001000000000000000000000000
    + weather_agent (1.20s) ok
      00000002000000000000000000000000

    They first part at [agent]
      weather_agent.
    2 added, 1 removed, 2 changed:

    ~ [agent] weather_agent: output
    -     output: Yes: 18 °C and dry.
    +     output: Yes: 18 °C and dry.
      Take a hat.
    ~ weather_agent › [llm] classify:
      model
    -     model: m-1
    +     model: m-2
    + weather_agent › [tool] forecast
    - weather_agent › [tool] calendar
    + weather_agent › [tool] radar
      radar_map and 2 below it

                  BEFORE    AFTER
    time           1.21s    1.20s
    spans              4        7
    errors             0        1
    model calls        1        1
    tool calls         2        3
    retries            0        1
    tokens in        812      812
    tokens out        64       64
    cost         $0.0021  $0.0042
    "
  `);
});

test("what takes as long as before, as far as can be seen, has not changed", async () => {
  const run = (durationMs: number) => recording([span({ id: 1, durationMs })]);

  const { out } = await heddle(["diff", run(1.51), run(1.54)]);

  expect(out.split("\n\n").at(-1)).toBe("       BEFORE  AFTER\ntime    1.5ms  1.5ms\nspans       1      1\n");
});
