import {
  ConsoleTelemetry,
  filter,
  InMemoryTelemetry,
  keepTraces,
  MultiTelemetry,
  startSpan,
  withAttributes,
} from "@heddle/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { screenshot } from "./console-screenshot.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe("in both modes", () => {
  for (const mode of ["live", "tree"] as const) {
    test(`${mode}: a fast run is one block, a line a span, parents above their children`, () => {
      const { console, look, writes, pass } = screenshot({ mode });

      console.trace("loom.run", { session_id: "run_xyz", user_id: "alice" }, () => {
        console.trace("loom.turn", { turn: 0, session_id: "run_xyz" }, () => {
          console.trace("loom.model.stream", { model: "ScriptedModel" }, () => pass(1.8));
          console.trace("loom.tool", { tool: "add", ok: true }, () => pass(0.2));
        });
        console.trace("loom.turn", { turn: 1 }, () => {
          console.trace("loom.model.stream", {}, () => pass(0.7));
        });
      });

      expect(look()).toEqual([
        "• loom.run (2.7ms) session_id=run_xyz, user_id=alice",
        "  • loom.turn (2.0ms) turn=0",
        "    • loom.model.stream (1.8ms) model=ScriptedModel",
        "    • loom.tool (0.2ms) tool=add, ok=true",
        "  • loom.turn (0.7ms) turn=1",
        "    • loom.model.stream (0.7ms)",
      ]);
      expect(writes.length).toBe(1);
    });

    test(`${mode}: metrics stand below their span, with their kind and unit`, () => {
      const { console, look } = screenshot({ mode });

      console.emitMetric("loom.tokens.input", 42, { model: "m" });
      console.trace("loom.tool", {}, () => {
        console.emitMetric("loom.tool.duration_ms", 0.1 + 0.2);
        console.trace("inner", {}, () => console.emitMetric("size_bytes", 1_234_567));
      });

      expect(look()).toEqual([
        "+ loom.tokens.input=42 (counter) model=m",
        "• loom.tool (<0.1ms)",
        "  + loom.tool.duration_ms=0.3ms (histogram)",
        "  • inner (<0.1ms)",
        "    + size_bytes=1234567By (histogram)",
      ]);
    });

    test(`${mode}: what stands on the line of the parent is not said again`, () => {
      const { console, look, pass } = screenshot({ mode });

      withAttributes({ user_id: "alice", step: 1 }, () => {
        console.trace("run", {}, (run) => {
          console.trace("turn", { step: 2 }, () => console.emitMetric("tokens", 3));
          pass(150);
          console.trace("late", {}, (late) => {
            late.set({ step: 3 });
            pass(150);
          });
          run.set({ done: true });
        });
      });

      const run = "user_id=alice, step=1";
      const turn = ["  • turn (<0.1ms) step=2", "    + tokens=3 (counter)"];
      const [end, late] = [`• run (300.0ms) ${run}, done=true`, "  • late (150.0ms) step=3"];
      expect(look()).toEqual(
        mode === "live" ? [`▸ run #0001 ${run}`, ...turn, "  ▸ late", late, end] : [end, ...turn, late],
      );
    });

    test(`${mode}: without showMetrics there are none, and they count as dropped`, () => {
      const { console, look } = screenshot({ mode, showMetrics: false });

      console.emitMetric("loom.tokens.input", 42);
      console.emitMetric("loom.tool.duration_ms", 4);

      expect(look()).toEqual([]);
      expect(console.health().sinks[0]).toMatchObject({ sink: "console", taken: 2, written: 0, dropped: 2 });
    });

    test(`${mode}: a failure is told by type and message, a cancellation by its name`, () => {
      const { console, look } = screenshot({ mode });

      console.trace("run", {}, () => {
        for (const error of [new TypeError("boom\nbang"), new DOMException("stop", "AbortError")]) {
          expect(() =>
            console.trace("tool", { tool: "x" }, () => {
              throw error;
            }),
          ).toThrow(error);
        }
      });

      expect(look()).toEqual([
        "• run (<0.1ms)",
        "  ✗ tool (<0.1ms) [ERROR TypeError: boom\\nbang] tool=x",
        "  ⊘ tool (<0.1ms) [cancelled] tool=x",
      ]);
    });

    test(`${mode}: a span whose parent is elsewhere is a root`, () => {
      const { console, look } = screenshot({ mode });
      const parent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;

      startSpan(console, "request", {}, { parent }).run(() => console.trace("inner", {}, () => {}));
      startSpan(console, "request", {}, { parent }).end();

      expect(look()).toEqual(["• request (<0.1ms)"]);
    });

    test(`${mode}: records that come without a start, children first, are put in order`, () => {
      const { console, look, pass } = screenshot({ mode });
      const failed = keepTraces(console, { keep: () => true });

      failed.trace("run", {}, () => {
        pass(1);
        failed.trace("first", {}, () => failed.trace("inner", {}, () => pass(1)));
        failed.trace("second", {}, () => pass(1));
      });

      expect(look()).toEqual(["• run (3.0ms)", "  • first (1.0ms)", "    • inner (1.0ms)", "  • second (1.0ms)"]);
    });

    test(`${mode}: records whose parent never comes are shown after a while`, () => {
      const { console, look, pass } = screenshot({ mode });
      const tools = filter(console, ({ name }) => name === "tool" || name === "cost");

      tools.trace("run", {}, () => {
        tools.trace("tool", { n: 1 }, () => tools.emitMetric("cost", 1));
        tools.trace("tool", { n: 2 }, () => {});
      });
      expect(look()).toEqual([]);
      pass(mode === "live" ? 100 : 5000);

      expect(look()).toEqual(["• tool (<0.1ms) n=1", "  + cost=1 (counter)", "• tool (<0.1ms) n=2"]);
    });

    test(`${mode}: two consoles do not indent each other, nor does another telemetry between`, () => {
      const [one, two] = [screenshot({ mode }), screenshot({ mode })];
      const memory = new InMemoryTelemetry();

      one.console.trace("a", {}, () =>
        two.console.trace("b", {}, () => memory.trace("m", {}, () => one.console.trace("c", {}, () => {}))),
      );

      expect([one.look(), two.look()]).toEqual([["• a (<0.1ms)", "  • c (<0.1ms)"], ["• b (<0.1ms)"]]);
    });

    test(`${mode}: parallel branches are indented by their own depth`, async () => {
      const { console, look } = screenshot({ mode });
      const branch = (n: number) =>
        console.trace("branch", { n }, async () => {
          for (let turns = 3 - n; turns > 0; turns--) await undefined;
          await console.trace("leaf", { below: n }, async () => {});
        });

      await console.trace("run", {}, () => Promise.all([branch(0), branch(1), branch(2)]));

      const lines = [0, 1, 2].flatMap((n) => [`  • branch (<0.1ms) n=${n}`, `    • leaf (<0.1ms) below=${n}`]);
      expect(look()).toEqual(["• run (<0.1ms)", ...lines]);
    });

    test(`${mode}: flush shows what is open as running, and its end later`, async () => {
      const { console, look, pass } = screenshot({ mode });
      const run = startSpan(console, "run", { n: 1 });
      run.run(() => console.trace("tool", {}, () => console.emitMetric("cost", 1)));
      expect(console.health().sinks[0]).toMatchObject({ taken: 2, written: 0, pending: 2, starts: { pending: 2 } });

      await console.flush();
      const atFlush = look();
      const { pending, written, starts } = console.health().sinks[0] as never;
      pass(7);
      run.end();

      expect(atFlush).toEqual(["▸ run #0001 n=1", "  • tool (<0.1ms)", "    + cost=1 (counter)"]);
      expect({ pending, written, starts }).toMatchObject({
        pending: 0,
        written: 2,
        starts: { pending: 0, written: 2 },
      });
      expect(look()).toEqual(["• run (7.0ms) n=1"]);
    });

    test(`${mode}: a child that outlives its parent is shown as running, and late`, () => {
      const { console, look, pass } = screenshot({ mode });
      const run = startSpan(console, "run", {});
      const tool = run.run(() => startSpan(console, "tool", {}));
      run.end();
      const atEnd = look();
      pass(3);
      tool.run(() => console.trace("inner", {}, () => {}));
      tool.end();

      expect(atEnd).toEqual(["• run (<0.1ms)", "  ▸ tool"]);
      expect(look()).toEqual(["    • inner (<0.1ms)", "  • tool (3.0ms) [late: run had ended]"]);
    });

    test(`${mode}: more than it may hold back is shown, not lost`, () => {
      const { console, look } = screenshot({ mode });

      console.trace("run", {}, () => {
        for (let i = 0; i < 30_000; i++) console.trace("tool", { i }, () => {});
      });

      const lines = look();
      expect(lines.length).toBe(30_002);
      expect([lines[0], lines[1], lines.at(-2), lines.at(-1)]).toEqual([
        "▸ run #0001",
        "  • tool (<0.1ms) i=0",
        "  • tool (<0.1ms) i=29999",
        "• run (<0.1ms)",
      ]);
    });
  }
});

describe("live", () => {
  test("a span that runs for 100 ms is shown as running, with those above it", () => {
    const { console, look, pass } = screenshot();

    console.trace("run", { user: "alice" }, () => {
      pass(60);
      console.trace("turn", {}, (turn) => {
        pass(39.9);
        expect(look()).toEqual([]);
        pass(0.1);
        expect(look()).toEqual(["▸ run #0001 user=alice"]);
        pass(60);
        expect(look()).toEqual(["  ▸ turn"]);
        turn.set({ done: true });
        console.trace("fast", {}, () => pass(50));
        expect(look()).toEqual(["    • fast (50.0ms)"]);
        console.emitMetric("cost", 1);
        expect(look()).toEqual(["    + cost=1 (counter)"]);
      });
      expect(look()).toEqual(["  • turn (150.0ms) done=true"]);
    });
    expect(look()).toEqual(["• run (210.0ms) user=alice"]);
  });

  test("of parallel branches, only those that last get two lines", () => {
    const { console, look, pass } = screenshot();
    const run = startSpan(console, "run", {});
    const open = (n: number) => run.run(() => startSpan(console, "tool", { n }));
    const [slow, fast] = [open(0), open(1)];
    pass(50);
    fast.end();
    const young = open(2);
    pass(50);

    expect(look()).toEqual(["▸ run #0001", "  ▸ tool n=0", "  • tool (50.0ms) n=1"]);
    young.end();
    slow.end();
    run.end();
    expect(look()).toEqual(["  • tool (50.0ms) n=2", "  • tool (100.0ms) n=0", "• run (100.0ms)"]);
  });

  test("work that never yields to timers is shown all the same", () => {
    const { console, look, clock } = screenshot();

    console.trace("run", {}, () => {
      console.trace("step", {}, () => clock.advance(2000));
      expect(look()).toEqual(["▸ run #0001", "  • step (2.00s)"]);
    });
    expect(look()).toEqual(["• run (2.00s)"]);
  });

  test("while several traces are on the screen, each line says whose it is", () => {
    const { console, look, pass } = screenshot();
    const alice = startSpan(console, "run", { user: "alice" });
    pass(100);
    const bob = startSpan(console, "run", { user: "bob" });
    pass(100);
    alice.run(() => console.trace("tool", {}, () => console.emitMetric("cost", 1)));
    alice.end();
    bob.run(() => console.trace("tool", {}, () => {}));
    console.emitMetric("free", 1);
    bob.end();
    console.trace("run", { user: "carol" }, () => {});

    expect(look()).toEqual([
      "▸ run #0001 user=alice",
      "#0002 ▸ run user=bob",
      "#0001   • tool (<0.1ms)",
      "#0001     + cost=1 (counter)",
      "#0001 • run (200.0ms) user=alice",
      "#0002   • tool (<0.1ms)",
      "+ free=1 (counter)",
      "#0002 • run (100.0ms) user=bob",
      "• run (<0.1ms) user=carol",
    ]);
  });
});

describe("tree", () => {
  test("nothing is shown until the root ends, and then all, also of runs side by side", () => {
    const { console, look, writes, pass } = screenshot({ mode: "tree" });
    const alice = startSpan(console, "run", { user: "alice" });
    const bob = startSpan(console, "run", { user: "bob" });
    alice.run(() => console.trace("tool", {}, () => pass(60_000)));
    bob.run(() => console.trace("tool", {}, () => pass(3_600_000)));
    expect(look()).toEqual([]);
    alice.end();
    bob.end();

    expect(writes).toEqual([
      "• run (1h 01m) user=alice\n  • tool (1m 00s)\n",
      "• run (1h 01m) user=bob\n  • tool (1h 00m)\n",
    ]);
  });

  test("disposing shows what is held back", async () => {
    const { console, look } = screenshot({ mode: "tree" });
    const run = startSpan(console, "run", {});
    run.run(() => console.trace("tool", {}, () => {}));

    await console[Symbol.asyncDispose]();

    expect(look()).toEqual(["▸ run #0001", "  • tool (<0.1ms)"]);
  });
});

describe("options", () => {
  test("what is none throws at once", () => {
    expect(() => new ConsoleTelemetry({ mode: "rows" as never })).toThrow(
      new TypeError('ConsoleTelemetry: mode is "rows"; give "live" or "tree"'),
    );
    expect(() => new ConsoleTelemetry({ stream: {} as never })).toThrow(
      new TypeError("ConsoleTelemetry: stream has no write(); give process.stderr, or an object with write(text)"),
    );
    for (const maxValueLength of [0, -1, Number.NaN]) {
      expect(() => new ConsoleTelemetry({ maxValueLength })).toThrow(
        new RangeError(`ConsoleTelemetry: maxValueLength is ${maxValueLength}; give a number above 0`),
      );
    }
  });

  test("it writes to stderr as it is when a line is written", () => {
    const console = new ConsoleTelemetry({ color: false });
    const texts: unknown[] = [];
    const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => texts.push(text) > 0);

    console.emitMetric("loom.tokens.input", 1);

    write.mockRestore();
    expect(texts).toEqual(["+ loom.tokens.input=1 (counter)\n"]);
  });

  test("colours are used where the environment and the stream say so", () => {
    const colors = (env: Record<string, string>, isTTY: boolean, color?: boolean, getColorDepth?: () => number) => {
      for (const name of ["FORCE_COLOR", "NO_COLOR", "NODE_DISABLE_COLORS", "TERM", "COLORTERM", "CI"]) {
        vi.stubEnv(name, env[name]);
      }
      const texts: string[] = [];
      const console = new ConsoleTelemetry({
        stream: { isTTY, write: (text) => texts.push(text), ...(getColorDepth && { getColorDepth }) },
        ...(color !== undefined && { color }),
      });
      console.emitMetric("n", 1);
      return texts.join("").includes("\u001b[");
    };

    expect(colors({ TERM: "xterm" }, true)).toBe(true);
    expect(colors({ TERM: "xterm" }, false)).toBe(false);
    expect(colors({ TERM: "xterm", NO_COLOR: "1" }, true)).toBe(false);
    expect(colors({ TERM: "dumb" }, true)).toBe(false);
    expect(colors({ FORCE_COLOR: "1" }, false)).toBe(true);
    expect(colors({ FORCE_COLOR: "0", TERM: "xterm" }, true)).toBe(false);
    expect(colors({ NO_COLOR: "1" }, false, true)).toBe(true);
    expect(colors({ TERM: "xterm", FORCE_COLOR: "1" }, true, false)).toBe(false);
    expect(colors({ TERM: "xterm" }, true, undefined, () => 1)).toBe(false);
    expect(colors({ TERM: "dumb" }, true, undefined, () => 24)).toBe(true);
  });

  test("each kind of line has its colours", () => {
    const { console, look, pass } = screenshot({ color: true });
    const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;
    const run = startSpan(console, "run", { a: 1 });
    pass(100);
    run.run(() => console.emitMetric("n", 1));
    run.fail(new Error("boom"));
    run.end();
    console.trace("ok", {}, () => {});

    expect(look()).toEqual([
      `\u001b[36m▸ run\u001b[39m \u001b[34m#0001\u001b[39m ${dim("a=1")}`,
      `  ${dim("+")} n=1 ${dim("(counter)")}`,
      `\u001b[31m✗ run\u001b[39m (100.0ms) \u001b[31m[ERROR Error: boom]\u001b[39m ${dim("a=1")}`,
      `• \u001b[1mok\u001b[22m (<0.1ms)`,
    ]);
  });
});

test("a program that traces its own output does not trace for ever", () => {
  const texts: string[] = [];
  const write = (text: string) => console.trace("write", {}, () => texts.push(text));
  const { console, pass } = screenshot({ stream: { write }, onSinkError: () => {} });

  const run = startSpan(console, "run", {});
  pass(100);
  run.end();
  pass(1000);

  expect(texts).toEqual(["▸ run #0001\n", "#0001 • run (100.0ms)\n"]);
  expect(console.health().sinks[0]).toMatchObject({ taken: 3, written: 1, dropped: 2, pending: 0 });
});

test("in a Multi it sees the same spans as the others", () => {
  const { console, look } = screenshot();
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([console, memory]);

  telemetry.trace("run", {}, () => telemetry.trace("tool", {}, () => {}));

  expect(look().map((line) => line.replace(/ \(.*/, ""))).toEqual(["• run", "  • tool"]);
  expect(memory.spans().map(({ name }) => name)).toEqual(["tool", "run"]);
});
