import { expect, test } from "vitest";
import { heddle } from "../heddle.ts";
import { recording, START_MS, span, start, weatherRun } from "../weather-runs.ts";

const fourRuns = () =>
  recording([
    ...weatherRun({ trace: 0xa1 }),
    ...weatherRun({ trace: 0xa2, at: 60_000, isRetried: true, user: "bob", costUsd: 0.05 }),
    span({
      id: 1,
      trace: 0xa3,
      at: 120_000,
      durationMs: 4,
      name: "ping",
      status: "error",
      attributes: { "user.id": "bob" },
    }),
    start({ id: 2, trace: 0xa4, at: 180_000, name: "pong" }),
  ]);

/** The names and ids of the runs, in their order. */
const runsIn = (out: string) =>
  out
    .split("\n")
    .slice(1, -1)
    .map((line) => line.split(" ")[0]);

test("each run is a line", async () => {
  const ran = await heddle(["list", fourRuns()]);

  expect(ran).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "",
      "out": "RUN       STARTED              NAME           STATUS         TOOK  SPANS  ERRORS  TOKENS     COST  USER   SESSION
    000000a1  2026-11-21 09:30:00  weather_agent  ok            1.20s      3             876  $0.0021  alice  chat-1
    000000a2  2026-11-21 09:31:00  weather_agent  ok            1.20s      4       1     876    $0.05  bob    chat-1
    000000a3  2026-11-21 09:32:00  ping           error         4.0ms      1       1                   bob
    000000a4  2026-11-21 09:33:00  pong           interrupted  <0.1ms      1
    ",
    }
  `);
});

test("what is too wide for the terminal is cut, and columns that say nothing are left out", async () => {
  const path = recording([span({ id: 1, name: "an agent with quite a long name \u{1f9f5} for a terminal" })]);

  const { out } = await heddle(["list", path], { columns: 60 });

  expect(out).toMatchInlineSnapshot(`
    "RUN       STARTED         NAME          STATUS   TOOK  SPANS
    00000001  11-21 09:30:00  an agent wi…  ok      1.0ms      1
    "
  `);
});

test("on a narrow terminal the year, the session, the user, spans and tokens make room for names", async () => {
  const { out } = await heddle(["list", fourRuns()], { columns: 80 });

  expect(out).toMatchInlineSnapshot(`
    "RUN       STARTED         NAME           STATUS         TOOK  ERRORS     COST
    000000a1  11-21 09:30:00  weather_agent  ok            1.20s          $0.0021
    000000a2  11-21 09:31:00  weather_agent  ok            1.20s       1    $0.05
    000000a3  11-21 09:32:00  ping           error         4.0ms       1
    000000a4  11-21 09:33:00  pong           interrupted  <0.1ms
    "
  `);
});

test("on narrower terminals, what says least is left out first", async () => {
  const [wide, narrow] = [
    await heddle(["list", fourRuns()], { columns: 60 }),
    await heddle(["list", fourRuns()], { columns: 40 }),
  ];

  expect(wide.out).toMatchInlineSnapshot(`
    "RUN       STARTED         NAME           STATUS         TOOK
    000000a1  11-21 09:30:00  weather_agent  ok            1.20s
    000000a2  11-21 09:31:00  weather_agent  ok            1.20s
    000000a3  11-21 09:32:00  ping           error         4.0ms
    000000a4  11-21 09:33:00  pong           interrupted  <0.1ms
    "
  `);
  expect(narrow.out).toMatchInlineSnapshot(`
    "RUN       NAME       STATUS         TOOK
    000000a1  weather_…  ok            1.20s
    000000a2  weather_…  ok            1.20s
    000000a3  ping       error         4.0ms
    000000a4  pong       interrupted  <0.1ms
    "
  `);
});

test("ids that begin alike are shown longer, and control characters not at all", async () => {
  const path = recording([
    { ...span({ id: 1, name: "a\u001b[2Jb" }), traceId: `${"0".repeat(31)}1` },
    { ...span({ id: 2 }), traceId: `${"0".repeat(31)}2` },
  ]);

  const { out } = await heddle(["list", path]);

  expect(out).toMatchInlineSnapshot(`
    "RUN                               STARTED              NAME           STATUS   TOOK  SPANS
    00000000000000000000000000000001  2026-11-21 09:30:00  "a\\u001b[2Jb"  ok      1.0ms      1
    00000000000000000000000000000002  2026-11-21 09:30:00  step           ok      1.0ms      1
    "
  `);
});

const orders: readonly [args: string[], ids: string[]][] = [
  [
    ["--sort", "duration"],
    ["000000a4", "000000a3", "000000a1", "000000a2"],
  ],
  [
    ["--sort", "cost"],
    ["000000a3", "000000a4", "000000a1", "000000a2"],
  ],
  [
    ["--sort", "tokens"],
    ["000000a3", "000000a4", "000000a1", "000000a2"],
  ],
  [
    ["--sort", "spans"],
    ["000000a3", "000000a4", "000000a1", "000000a2"],
  ],
  [
    ["--sort", "errors"],
    ["000000a1", "000000a4", "000000a2", "000000a3"],
  ],
  [
    ["--sort", "name"],
    ["000000a3", "000000a4", "000000a1", "000000a2"],
  ],
  [["--reverse"], ["000000a4", "000000a3", "000000a2", "000000a1"]],
  [
    ["--limit", "2"],
    ["000000a3", "000000a4"],
  ],
  [
    ["--name", "WEATHER"],
    ["000000a1", "000000a2"],
  ],
  [
    ["--status", "error", "--status", "interrupted"],
    ["000000a3", "000000a4"],
  ],
  [
    ["--user", "bob"],
    ["000000a2", "000000a3"],
  ],
  [
    ["--session", "chat-1"],
    ["000000a1", "000000a2"],
  ],
  [["--since", "2026-11-21T09:31", "--until", "2026-11-21T09:32"], ["000000a2"]],
  [
    ["--since", "2026-11-21"],
    ["000000a1", "000000a2", "000000a3", "000000a4"],
  ],
  [
    ["--since", "09:32"],
    ["000000a3", "000000a4"],
  ],
  [
    ["--since", "2m"],
    ["000000a3", "000000a4"],
  ],
  [
    ["--longer", "1.2s"],
    ["000000a1", "000000a2"],
  ],
];

for (const [args, ids] of orders) {
  test(`${args.join(" ")} lists ${ids.join(", ")}`, async () => {
    const { code, out } = await heddle(["list", fourRuns(), ...args], { nowMs: () => START_MS + 240_000 });

    expect({ code, ids: runsIn(out) }).toEqual({ code: 0, ids });
  });
}

test("JSON is a line a run, with all of its totals", async () => {
  const { out } = await heddle(["list", fourRuns(), "--json", "--limit", "3"]);

  const lines = out.trimEnd().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatchInlineSnapshot(
    `"{"trace_id":"000000a2000000000000000000000000","name":"weather_agent","status":"ok","started_at":"2026-11-21T09:31:00.000000Z","duration_ms":1200,"user_id":"bob","session_id":"chat-1","totals":{"spans":4,"errors":1,"interrupted":0,"llm_calls":1,"tool_calls":2,"retries":1,"depth":2,"input_tokens":812,"output_tokens":64,"cache_read_tokens":0,"cache_write_tokens":0,"reasoning_tokens":0,"cost_usd":0.05}}"`,
  );
});

test("of many runs only those that are asked for are held, and they all are counted", async () => {
  const path = recording(Array.from({ length: 1500 }, (_, id) => span({ id: 1, trace: id + 1, at: id })));

  const { out, err } = await heddle(["list", path, "--limit", "2"]);

  expect(runsIn(out)).toEqual(["000005db", "000005dc"]);
  expect(err).toBe("1,498 more runs come before these; --limit 1500 lists them all\n");
});

test("a single run that is left out is counted as one", async () => {
  const { err } = await heddle(["list", fourRuns(), "--limit", "3"]);

  expect(err).toBe("1 more run comes before these; --limit 4 lists them all\n");
});

test("the widest columns give way first", async () => {
  const attributes = { "user.id": "somebody with a long name", "session.id": "chat" };
  const path = recording([span({ id: 1, name: "an agent with a long name", attributes })]);

  const { out } = await heddle(["list", path], { columns: 90 });

  expect(out).toMatchInlineSnapshot(`
    "RUN       STARTED         NAME                STATUS   TOOK  SPANS  USER           SESSION
    00000001  11-21 09:30:00  an agent with a l…  ok      1.0ms      1  somebody wit…  chat
    "
  `);
});

test("where no run is as asked for, that is said", async () => {
  const ran = await heddle(["list", fourRuns(), "--user", "nobody"]);

  expect(ran).toEqual({ code: 0, out: "", err: "of 4 runs, none is as asked for\n" });
});

const mistakes: readonly [args: string[], told: string][] = [
  [
    ["--since", "soon"],
    "option '--since <TIME>' argument 'soon' is invalid. Give a time, such as 2026-11-21, 2026-11-21T14:30, 14:30, or 2h for two hours ago.",
  ],
  [
    ["--since", "2026-13-45"],
    "option '--since <TIME>' argument '2026-13-45' is invalid. Give a time, such as 2026-11-21, 2026-11-21T14:30, 14:30, or 2h for two hours ago.",
  ],
  [
    ["--since", "25:61"],
    "option '--since <TIME>' argument '25:61' is invalid. Give a time, such as 2026-11-21, 2026-11-21T14:30, 14:30, or 2h for two hours ago.",
  ],
  [
    ["--until", "3y"],
    "option '--until <TIME>' argument '3y' is invalid. Give a duration, such as 500ms, 30s, 5m, 2h or 1d.",
  ],
  [
    ["--longer", "-1"],
    "option '--longer <DURATION>' argument '-1' is invalid. Give a duration, such as 500ms, 30s, 5m, 2h or 1d.",
  ],
  [["--limit", "0"], "option '-n, --limit <N>' argument '0' is invalid. Give a whole number of 1 or more, such as 10."],
  [
    ["--sort", "color"],
    "option '--sort <ORDER>' argument 'color' is invalid. Allowed choices are start, duration, cost, tokens, spans, errors, name.",
  ],
  [
    ["--status", "bad"],
    "option '--status <STATUS>' argument 'bad' is invalid. Allowed choices are ok, error, cancelled, interrupted.",
  ],
];

for (const [args, told] of mistakes) {
  test(`${args.join(" ")} is told as a mistake`, async () => {
    const ran = await heddle(["list", "x.jsonl", ...args]);

    expect(ran).toEqual({ code: 2, out: "", err: `heddle list: ${told}\nSee heddle list --help\n` });
  });
}
