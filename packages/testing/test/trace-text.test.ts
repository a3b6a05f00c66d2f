import { join } from "node:path";
import { FileTelemetry, InMemoryTelemetry, type ManualSpan, startSpan } from "@heddle/core";
import { capture, traceText } from "@heddle/testing";
import { describe, expect, test } from "vitest";
import "@heddle/testing/vitest";
import { compareSnapshot } from "../src/compare-snapshot.ts";
import { TraceSnapshot } from "../src/trace-snapshot.ts";
import { shop } from "./shop.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("a run is told by its spans, and what each was given and gave", () => {
  expect(shop()).toMatchTrace();
});

test("two runs that did the same are told the same, whatever their ids and times", () => {
  const run = (id: string, pauseMs: number) => {
    const { telemetry, pass, spans, metrics } = capture({ startedAt: pauseMs });
    telemetry.trace("run", { session_id: `run_${id}`, at: `2026-01-0${pauseMs}T10:00:00Z` }, ({ traceId }) => {
      pass(pauseMs);
      telemetry.trace(
        "step",
        { took_ms: pauseMs, request: { id, of: [id, traceId.replaceAll("0", id[0] as string)] } },
        () => {},
      );
    });
    return { spans, metrics };
  };

  const [first, second] = [
    traceText(run("1f6a9e7c-0000-4000-8000-000000000001", 1)),
    traceText(run("2f6a9e7c-ffff-4000-8000-00000000000a", 7)),
  ];

  expect(first).toBe(second);
  expect(first.split("\n")).toEqual([
    "- run",
    "    at: <time>",
    '    session_id: "run_<uuid 1>"',
    "  - step",
    '      request: {"id":"<uuid 1>","of":["<uuid 1>","<id 1>"]}',
    "      took_ms: <time>",
  ]);
});

test("what ran at the same time is told in an order of its own, what ran in turn as it ran", () => {
  const run = (names: readonly string[]) => {
    const { telemetry, pass, spans, metrics } = capture();
    telemetry.trace("run", {}, () => {
      const open = names.flatMap((name) => {
        const parent = startSpan(telemetry, name, { id: `call_${name.repeat(8)}` });
        return [parent, ...names.map((inner) => startSpan(telemetry, `${name}${inner}`, {}, { parent }))];
      });
      pass(1);
      for (const span of open) span.end();
      for (const name of ["z", "y"]) telemetry.trace(name, {}, () => pass(1));
    });
    return { spans, metrics };
  };

  expect(traceText(run(["b", "a", "c"]))).toBe(traceText(run(["c", "a", "b"])));
  expect(traceText(run(["b", "a"])).split("\n")).toEqual([
    "- run",
    "  - a",
    "      id: <id 1>",
    "    - aa",
    "    - ab",
    "  - b",
    "      id: <id 2>",
    "    - ba",
    "    - bb",
    "  - z",
    "  - y",
  ]);
});

test.each([
  ["a clock that stands still", () => capture().telemetry],
  ["the system's clock", () => new InMemoryTelemetry()],
])("with %s, what begins and ends in another order is told the same, and steps as they came", async (_, make) => {
  const run = async (slow: string) => {
    const telemetry = make();
    const pause = (name: string) => turns(name === slow ? 2 : 1);
    await telemetry.trace("run", {}, async () => {
      await Promise.all(
        ["b", "a"].map(async (name) => {
          await pause(name);
          await telemetry.trace(name, {}, () => turns(name === slow ? 5 : 3));
        }),
      );
      for (const name of ["z", "y", "x"]) telemetry.trace(name, {}, () => {});
    });
    return telemetry;
  };
  const told = ["- run", "  - a", "  - b", "  - z", "  - y", "  - x"];

  for (const slow of ["a", "b"]) {
    const telemetry = await run(slow);
    expect(traceText(telemetry).split("\n")).toEqual(told);
    expect(traceText(telemetry.take()).split("\n")).toEqual(told);
  }
});

test("of copies, the times alone tell what overlapped", () => {
  const { telemetry, pass, spans } = capture();
  telemetry.trace("run", {}, () => {
    const b = startSpan(telemetry, "b");
    pass(1);
    const a = startSpan(telemetry, "a");
    pass(1);
    for (const span of [a, b]) span.end();
    for (const name of ["z", "y"]) telemetry.trace(name, {}, () => {});
  });

  const copies = spans().map((span) => ({ ...span }));

  expect(traceText(copies).split("\n")).toEqual(["- run", "  - a", "  - b", "  - z", "  - y"]);
});

test("in a file whose clock stood still, what overlapped is where the starts and ends are", () => {
  const path = join(temporaryFolder(), "run.jsonl");
  const telemetry = new FileTelemetry(path, { clock: capture().clock });
  telemetry.trace("run", {}, () => {
    const open = ["b", "a"].map((name) => startSpan(telemetry, name));
    telemetry.emitMetric("n", 1);
    for (const span of open) span.end();
    for (const name of ["z", "y"]) telemetry.trace(name, {}, () => {});
  });

  expect(traceText(path).split("\n")).toEqual(["- run", "  - a", "  - b", "  - z", "  - y"]);
});

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve));
}

function steps(telemetry: InMemoryTelemetry, ...names: readonly string[]): void {
  telemetry.trace("run", { model: "b", seed: 4 }, () => {
    for (const name of names) telemetry.trace(name, { n: 1, "process.pid": 7 }, () => {});
  });
}

test("rules say what is left out, what may be anything, and which values are as good", () => {
  const { telemetry } = capture();
  steps(telemetry, "retry", "b", "a");

  const text = traceText(telemetry, {
    withoutSpans: ["retry"],
    withoutAttributes: [/^n$/],
    anyValue: ["seed"],
    oneOf: { model: ["a", /^b$/], other: [1] },
    unordered: ["run"],
  });

  expect(text.split("\n")).toEqual(["- run", '    model: <"a" | /^b$/>', "    seed: <any>", "  - a", "  - b"]);
  expect(traceText(telemetry, { oneOf: { model: ["x"] } }).split("\n", 2)[1]).toBe('    model: "b"');
});

test("rules hold for events, metrics and failures, too", () => {
  const { telemetry } = capture();
  telemetry.trace("run", {}, (span) => {
    span.event("asked", { port: 43215, seed: 7, model: "b" });
    span.event("closed", { port: 43215 });
    telemetry.emitMetric("port", 43215);
    telemetry.emitMetric("seed", 7);
    telemetry.emitMetric("n", 1);
    span.fail(new Error("no answer from port 43215"));
  });
  const rules = { withoutAttributes: ["port"], oneOf: { model: ["a", "b"] }, metrics: true };
  const headline = (more: object) => traceText(telemetry, more).split("\n")[0];

  expect(traceText(telemetry, { ...rules, anyValue: ["seed", "exception"] }).split("\n")).toEqual([
    "- run (error: <any>)",
    '    event asked: {"model":"<\\"a\\" | \\"b\\">","seed":"<any>"}',
    "    event closed",
    "    metric seed: <any>",
    "    metric n: 1",
  ]);
  expect(headline({ withoutAttributes: ["exception"] })).toBe("- run (error)");
  expect(headline({ oneOf: { exception: [/no answer from port \d+/] } })).toBe(
    "- run (error: </no answer from port \\d+/>)",
  );
  expect(headline({})).toBe("- run (error: Error: no answer from port 43215)");
});

test("failures, events, links, metrics and open spans are told", () => {
  const { telemetry } = capture();
  const other = telemetry.trace("first", {}, (span) => span);
  telemetry.trace("run", {}, (span) => {
    span.event("paused");
    span.event("said", { text: "hello", at_ms: 4 });
    const first = telemetry.trace("try", {}, (inner) => {
      inner.fail(new Error("no call_abcdefgh1"));
      return inner;
    });
    telemetry.trace("try", {}, (again) => {
      again.link(first, "retry_of");
      again.link(other, "caused_by");
    });
    telemetry.emitMetric("tokens", 3);
    telemetry.emitMetric("wait_ms", 3);
    startSpan(telemetry, "left");
  });

  expect(traceText(telemetry, { metrics: true }).split("\n")).toEqual([
    "- first",
    "",
    "- run",
    "    event paused",
    '    event said: {"at_ms":"<time>","text":"hello"}',
    "    metric tokens: 3",
    "    metric wait_ms: <time>",
    "  - try (error: Error: no <id 1>)",
    "  - try",
    "      link retry_of: try",
    "      link caused_by: <another trace>",
    "  - left (open)",
  ]);
});

test("long values have a line for each of their parts, and text that is JSON is told as what it says", () => {
  const { telemetry } = capture();
  const text = JSON.stringify([
    { role: "user", content: "Is there any green tea in the shop today, and what does it cost?" },
    { n: null },
  ]);
  telemetry.trace("ask", { text, flag: true, long: "x".repeat(120) }, () => {});

  expect(traceText(telemetry).split("\n")).toEqual([
    "- ask",
    "    flag: true",
    `    long: "${"x".repeat(120)}"`,
    "    text: [",
    "      {",
    '        "content": "Is there any green tea in the shop today, and what does it cost?",',
    '        "role": "user"',
    "      },",
    "      {",
    '        "n": null',
    "      }",
    "    ]",
  ]);
});

test("names and failures never move a cursor or begin a line, and 5,000 levels are no trouble", () => {
  const { telemetry } = capture();
  telemetry.trace("a\u001b[2J\nb", { "c\n": 1 }, (span) => {
    span.event("d\n");
    span.fail(new Error("e\nf"));
  });
  const deep = capture().telemetry;
  const open: ManualSpan[] = [];
  for (let n = 0; n < 5000; n++) open.push(startSpan(deep, "d", {}, { parent: open.at(-1) ?? null }));
  for (const span of open.reverse()) span.end();

  expect(traceText(telemetry).split("\n")).toEqual([
    '- "a\\u001b[2J\\nb" (error: Error: e\\nf)',
    '    "c\\n": 1',
    '    event "d\\n"',
  ]);
  expect(traceText(deep).split("\n")).toHaveLength(5000);
});

test.each<[object, string]>([
  [{ ignore: [] }, 'there is no "ignore"; there are withoutSpans, '],
  [{ withoutSpans: "retry" }, 'withoutSpans is "retry"; give a list of spans'],
  [{ unordered: [{ nam: "a" }] }, 'there is no "nam"; there are name, '],
  [{ withoutAttributes: /^n$/ }, "withoutAttributes is /^n$/; give a list of names"],
  [{ withoutAttributes: [3] }, "withoutAttributes is [3]; give a list of names"],
  [{ metrics: "all" }, 'metrics is "all"; give true or false'],
  [{ anyValue: "seed" }, 'anyValue is "seed"; give a list of names'],
  [{ oneOf: ["a", "b"] }, 'oneOf is ["a", "b"]; give a list of values by each attribute'],
  [{ oneOf: { model: "a" } }, 'oneOf["model"] is "a"; give a list of values'],
])("the rules %j are refused", (rules, message) => {
  expect(() => traceText(shop(), rules)).toThrow(new TypeError(`traceText: ${message}`).message);
  expect(() => expect(shop()).toMatchTrace(rules)).toThrow(TypeError);
});

test("traces that are left out leave no trace, and rules that leave out all are refused", () => {
  const { telemetry } = capture();
  for (const name of ["warm-up", "run"]) telemetry.trace(name, {}, () => {});

  expect(traceText(telemetry, { withoutSpans: ["warm-up"] })).toBe("- run");
  expect(() => expect(telemetry).toMatchTrace({ withoutSpans: [/./] })).toThrow(
    new Error("toMatchTrace: withoutSpans leaves out every span; give rules that leave one"),
  );
});

test("what cannot be a snapshot is told: the opposite of one, and a run of which nothing was recorded", () => {
  expect(() => traceText([])).toThrow("traceText: nothing was recorded; give the run the telemetry that you ask about");
  expect(() => expect(capture()).toMatchTrace()).toThrow("toMatchTrace: nothing was recorded; ");
  expect(() => expect(shop()).not.toMatchTrace()).toThrow("toMatchTrace: .not has no snapshot to keep; ");
});

describe.concurrent("tests that run at once", () => {
  test.for(["a", "b"])("%s has its own snapshot by its own expect", async (name, { expect }) => {
    const { telemetry } = capture();

    await telemetry.trace(name, {}, async () => {
      await new Promise((resolve) => setImmediate(resolve));
    });

    expect(telemetry).toMatchTrace();
  });
});

test("a vitest without Snapshots compares by its expect", () => {
  const { telemetry } = capture();
  telemetry.trace("a", {}, () => {});
  const state = expect.getState();

  const result = compareSnapshot({ expect }, state, new TraceSnapshot(telemetry, {}, false), "hint");

  expect([result.pass, result.message()]).toEqual([true, ""]);
});
