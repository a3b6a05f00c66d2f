import { expect, test } from "vitest";
import { type FrameOptions, liveFrame } from "../src/live-frame.ts";
import { LiveRuns } from "../src/live-runs.ts";
import { Scroll } from "../src/scroll.ts";
import { idOf, metric, span, start, startedAt, traceId } from "./recorded.ts";

process.env.TZ = "UTC";

const other = "f".repeat(32);
const agent = { attributes: { "gen_ai.operation.name": "invoke_agent" } };

/** What these records tell. */
function runsOf(...records: readonly Parameters<LiveRuns["add"]>[0][]): LiveRuns {
  const runs = new LiveRuns();
  for (const record of records) runs.add(record);
  return runs;
}

function frame(runs: LiveRuns, afterMs: number, more: Partial<FrameOptions> = {}): string {
  const options = { title: "traces.jsonl", columns: 80, rows: 24, color: false, ...more };
  return liveFrame(runs, { ...options, nowMs: startedAt + afterMs }).join("\n");
}

test("a run that is under way is a tree, in which durations tick and failures are told", () => {
  const runs = runsOf(
    start(1, 0, { name: "planner", ...agent }),
    span(2, 5, {
      name: "search",
      parentSpanId: idOf(1),
      status: "error",
      exception: "TypeError: no\u001b[31m",
      attributes: { "gen_ai.operation.name": "execute_tool" },
    }),
    start(3, 50, { name: "call", parentSpanId: idOf(1) }),
    span(4, 60, { name: "stop", parentSpanId: idOf(3), status: "cancelled", exception: "AbortError: enough" }),
    metric(0.0123, { name: "loom.cost.usd", traceId, spanId: idOf(3) }),
  );

  expect(frame(runs, 1250)).toBe(`traces.jsonl · 1 running

⠹ [agent] planner 1.3s · 4 spans, 1 error, $0.0123 · 4bf92f35
├── ✗ [tool] search 10.0ms
│       TypeError: no\\u001b[31m
└── ⠹ call 1.2s
    └── ⊘ cancelled stop 10.0ms
            AbortError: enough`);
  expect(frame(runs, 61_000).split("\n")[2]).toBe(
    "⠋ [agent] planner 1m 01s · quiet since 01:42:28 · 4 spans, 1 error, $0.0123 · …",
  );
});

test("of what has ended, the last run is told in full, and where something runs, in a line", () => {
  const first = span(1, 0, { name: "first", status: "error", exception: "Error: why", durationMs: 20 });
  const second = [
    span(3, 10, {
      name: "step",
      traceId: other,
      parentSpanId: idOf(2),
      attributes: { "gen_ai.usage.input_tokens": 12 },
    }),
    span(2, 5, { name: "second", traceId: other, durationMs: 1500 }),
  ];

  const ended = frame(runsOf(first, ...second), 2000);
  const running = frame(runsOf(first, ...second, start(9, 3000, { name: "third", traceId: "a".repeat(32) })), 3500);

  expect(ended).toBe(`traces.jsonl · 1 ok · 1 failed

✗ first 20.0ms · 1 span, 1 error · 4bf92f35
✓ second 1.50s · 2 spans, 12 tokens · ffffffff
└── ✓ step 10.0ms`);
  expect(running).toBe(`traces.jsonl · 1 running · 1 ok · 1 failed

✗ first 20.0ms · 1 span, 1 error · 4bf92f35
✓ second 1.50s · 2 spans, 12 tokens · ffffffff
⠴ third 0.5s · 1 span · aaaaaaaa`);
});

test("a failed run that is told in full says why", () => {
  expect(
    frame(runsOf(span(1, 0, { name: "run", status: "error", exception: "Error: why" })), 0),
  ).toBe(`traces.jsonl · 1 failed

✗ run 10.0ms · 1 span, 1 error · 4bf92f35
    Error: why`);
});

test("a run with several roots has them all, and an orphan is one", () => {
  const runs = runsOf(
    span(1, 0, { name: "one" }),
    span(2, 5, { name: "two" }),
    start(3, 6, { name: "three", parentSpanId: idOf(8) }),
  );

  expect(frame(runs, 106)).toBe(`traces.jsonl · 1 running

⠙ one 0.1s · 3 spans · 4bf92f35
├── ✓ one 10.0ms
├── ✓ two 10.0ms
└── ⠙ three 0.1s`);
});

test("where there is too little room, what runs and what has failed stays", () => {
  const spans = Array.from({ length: 20 }, (_, index) =>
    span(index + 10, index, {
      name: `step ${index}`,
      parentSpanId: idOf(1),
      ...(index === 4 && { status: "error", exception: "Error: why" }),
    }),
  );
  const runs = runsOf(start(1, 0, { name: "run" }), ...spans, start(2, 30, { name: "now", parentSpanId: idOf(1) }));

  expect(frame(runs, 100, { rows: 9 })).toBe(
    `traces.jsonl · 1 running

⠙ run 0.1s · 22 spans, 1 error · 4bf92f35
… 17 more spans
├── ✗ step 4 10.0ms
│       Error: why
├── ✓ step 18 10.0ms
├── ✓ step 19 10.0ms
└── ⠙ now 0.1s`,
  );
  expect(frame(runs, 100, { rows: 5 })).toBe(`traces.jsonl · 1 running

⠙ run 0.1s · 22 spans, 1 error · 4bf92f35`);
});

test("a failure is never parted from its reason", () => {
  const runs = runsOf(
    start(1, 0, { name: "run" }),
    ...[2, 3, 4].map((id) => span(id, id, { parentSpanId: idOf(1), status: "error", exception: `Error: ${id}` })),
  );

  expect(frame(runs, 100, { rows: 8 })).toBe(`traces.jsonl · 1 running

⠙ run 0.1s · 4 spans, 3 errors · 4bf92f35
… 1 more span
├── ✗ span 3 10.0ms
│       Error: 3
└── ✗ span 4 10.0ms
        Error: 4`);
});

test("runs for which there is no room are counted, and nothing goes beyond the screen", () => {
  const starts = Array.from({ length: 9 }, (_, index) =>
    start(1, index, { name: `run ${index}`, traceId: String(index).repeat(32) }),
  );
  const runs = runsOf(...starts.slice(1));

  expect(frame(runs, 100, { rows: 6, columns: 60 })).toBe(`traces.jsonl · 8 running · 4 not shown

⠙ run 5 0.1s · 1 span · 55555555
⠙ run 6 0.1s · 1 span · 66666666
⠙ run 7 0.1s · 1 span · 77777777
⠙ run 8 0.1s · 1 span · 88888888`);
  expect(frame(runs, 100, { rows: 1, columns: 60 })).toBe("traces.jsonl · 8 running · 8 not shown");
});

test("what cannot be read stands at the foot, and lines end within the terminal", () => {
  const runs = runsOf(start(1, 0, { name: "日本語日本語日本語" }));

  expect(frame(runs, 100, { columns: 20, problem: "traces.jsonl:3: the line is no JSON" })).toBe(`traces.jsonl · 1 r…

⠙ 日本語日本語日本…
traces.jsonl:3: th…`);
});

test("deep spans are indented no further than there is room for", () => {
  const chain = Array.from({ length: 60 }, (_, index) =>
    start(index + 1, index, { name: "deep", ...(index > 0 && { parentSpanId: idOf(index) }) }),
  );

  const lines = frame(runsOf(...chain), 100, { rows: 100, columns: 200 }).split("\n");

  expect(Math.max(...lines.map((line) => line.search(/[└├]/)))).toBe(48);
});

test("before the first run, it says that it waits, and colours are used where there are some", () => {
  expect(frame(new LiveRuns(), 0)).toBe("traces.jsonl · waiting for the first run\n");
  expect(frame(new LiveRuns(), 0, { color: true })).toContain("\u001b[1mtraces.jsonl\u001b[22m");
});

test("a run that told nothing for long does not tick: it says since when, and comes after those that do", () => {
  const dead = [
    start(1, 0, { name: "dead", ...agent }),
    span(2, 5, { name: "search", parentSpanId: idOf(1) }),
    start(3, 50, { name: "call", parentSpanId: idOf(1) }),
  ];
  const day = 24 * 3_600_000;

  expect(frame(runsOf(...dead), 600_000)).toBe(`traces.jsonl · 1 quiet

… [agent] dead 50.0ms · quiet since 01:42:28 · 3 spans · 4bf92f35
├── ✓ search 10.0ms
└── … call not ended`);
  expect(
    frame(runsOf(...dead, start(9, day, { name: "live", traceId: other })), day + 100),
  ).toBe(`traces.jsonl · 1 running · 1 quiet

… [agent] dead 50.0ms · quiet since 2026-11-21 01:42:28 · 3 spans · 4bf92f35
⠙ live 0.1s · 1 span · ffffffff`);
});

/** Three runs of four spans each. */
const threeRuns = () =>
  runsOf(
    ...["a", "b", "c"].flatMap((name, at) =>
      [1, 2, 3, 4].map((id) =>
        span(id, 100 * at + id, {
          name: `${name}${id}`,
          traceId: name.repeat(32),
          ...(id > 1 && { parentSpanId: idOf(1) }),
        }),
      ),
    ),
  );

test("who scrolls sees the lines of all runs, how many are above and below, and the way back", () => {
  const scroll = new Scroll();
  const more = { rows: 8, scroll, quitHint: "q quits" };
  const runs = threeRuns();

  const following = frame(runs, 0, more);
  scroll.press("up");
  scroll.press("up");
  const up = frame(runs, 0, more);
  scroll.press("home");
  const home = frame(runs, 0, { ...more, problem: "x:1: no" });

  expect(following).toBe(`traces.jsonl · 3 ok · ↑ shows all · q quits

✓ a1 13.0ms · 4 spans · aaaaaaaa
✓ b1 13.0ms · 4 spans · bbbbbbbb
✓ c1 13.0ms · 4 spans · cccccccc
├── ✓ c2 10.0ms
├── ✓ c3 10.0ms
└── ✓ c4 10.0ms`);
  expect(up).toBe(`traces.jsonl · 3 ok · End shows what is new · q quits
… 5 more lines above
├── ✓ b2 10.0ms
├── ✓ b3 10.0ms
└── ✓ b4 10.0ms
✓ c1 13.0ms · 4 spans · cccccccc
├── ✓ c2 10.0ms
… 2 more lines below`);
  expect(home).toBe(`traces.jsonl · 3 ok · End shows what is new · q quits

✓ a1 13.0ms · 4 spans · aaaaaaaa
├── ✓ a2 10.0ms
├── ✓ a3 10.0ms
└── ✓ a4 10.0ms
… 8 more lines below
x:1: no`);
});

test("of what is not kept it is told how much there was", () => {
  const many = Array.from({ length: 1500 }, (_, at) => span(1, at, { traceId: at.toString(16).padStart(32, "0") }));
  const long = [
    start(1, 2000),
    ...Array.from({ length: 2500 }, (_, at) => span(at + 2, 2001 + at, { parentSpanId: idOf(1) })),
  ];

  const lines = frame(runsOf(...many, ...long), 5000, { rows: 6 }).split("\n");

  expect(lines).toEqual([
    "traces.jsonl · 1 running · 1,500 ok · 1,500 not shown",
    "",
    "⠋ span 1 3.0s · 2,501 spans · 4bf92f35",
    "… 2,498 more spans",
    "├── ✓ span 2500 10.0ms",
    "└── ✓ span 2501 10.0ms",
  ]);
});

test("who scrolls is told of spans that are not kept", () => {
  const runs = runsOf(
    start(1),
    ...Array.from({ length: 2002 }, (_, id) =>
      span(id + 2, 1, { parentSpanId: idOf(1), ...(id === 0 && { status: "error" }) }),
    ),
  );
  const scroll = new Scroll();
  scroll.press("home");

  expect(frame(runs, 10, { rows: 6, scroll }).split("\n").slice(2, 4)).toEqual([
    "⠋ span 1 0.0s · 2,003 spans, 1 error · 4bf92f35",
    "… 3 spans from before, not kept",
  ]);
});

test("where there is little room, how it is ended stays", () => {
  const more = { rows: 3, scroll: new Scroll(), quitHint: "q quits" };

  const [narrow, narrower] = [
    frame(threeRuns(), 0, { ...more, columns: 50 }),
    frame(threeRuns(), 0, { ...more, columns: 40 }),
  ];

  expect(narrow.split("\n")[0]).toBe("traces.jsonl · 3 ok · ↑ shows all · q quits");
  expect(narrower.split("\n")[0]).toBe("traces.jsonl · 3 ok · q quits");
});

test("a file that is still to come is waited for", () => {
  expect(frame(new LiveRuns(), 0, { isMissing: true })).toBe("traces.jsonl · not there yet, waiting for it\n");
});

test("the tool or the model that is called stands behind a name that does not have it; costs are in dollars and cents", () => {
  const runs = runsOf(
    start(1, 0, { name: "loom.run" }),
    span(2, 5, {
      name: "loom.model.stream",
      parentSpanId: idOf(1),
      attributes: { model: "gpt-5", tokens_in: 900, tokens_out: 34, cost: 1234.5 },
    }),
    span(3, 40, { name: "execute_tool calc", parentSpanId: idOf(1), attributes: { "gen_ai.tool.name": "calc" } }),
    start(4, 50, { name: "loom.tool", parentSpanId: idOf(1), attributes: { tool: "search\u001b[2J" } }),
  );

  expect(frame(runs, 150)).toBe(`traces.jsonl · 1 running

⠙ [agent] loom.run 0.1s · 4 spans, 934 tokens, $1234.50 · 4bf92f35
├── ✓ [llm] loom.model.stream gpt-5 10.0ms
├── ✓ execute_tool calc 10.0ms
└── ⠙ [tool] loom.tool "search\\u001b[2J" 0.1s`);
});

test("a long title makes room for what is behind it", () => {
  const title = "a/very/long/path/of/a/folder/in/which/recordings/are/traces.jsonl";

  expect(frame(threeRuns(), 0, { title, columns: 50, rows: 3, quitHint: "q quits" })).toBe(
    "a/very/long/path/… · 3 ok · 2 not shown · q quits\n\n✓ c1 13.0ms · 4 spans · cccccccc",
  );
});
