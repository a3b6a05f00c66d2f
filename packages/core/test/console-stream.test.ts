import { spawnSync } from "node:child_process";
import { Writable } from "node:stream";
import { ConsoleTelemetry, type SinkFailure, type SinkHealth, startSpan } from "@heddle/core";
import { describe, expect, test } from "vitest";
import { manualClock } from "./manual-clock.ts";

/** A stream that brings nothing out until it is told. */
function slowStream() {
  const texts: string[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(text, _encoding, answer) {
      texts.push(text);
      answers.push(answer);
    },
  });
  return { stream, texts, answer: (error?: Error) => answers.shift()?.(error) };
}

function openConsole(stream: { write(text: string): unknown }, maxValueLength = 80) {
  const failures: string[] = [];
  const onSinkError = ({ message }: SinkFailure) => failures.push(message);
  // Where no time passes, no span is shown as running.
  const clock = manualClock();
  const console = new ConsoleTelemetry({ stream, color: false, maxValueLength, clock, onSinkError });
  return { console, failures, health: () => console.health().sinks[0] as SinkHealth };
}

const turn = () => new Promise(setImmediate);
const brokenPipe = () => Object.assign(new Error("write EPIPE"), { code: "EPIPE" });

describe("a stream that is slow", () => {
  test("what it holds is pending, and flush waits for it", async () => {
    const { stream, texts, answer } = slowStream();
    const { console, health } = openConsole(stream);
    let isFlushed = false;

    console.trace("first", {}, () => {});
    console.trace("second", {}, () => {});
    const before = health();
    const flushed = console.flush().then(() => {
      isFlushed = true;
    });
    answer();
    await turn();
    const between = [isFlushed, health().pending];
    answer();
    await flushed;

    expect(before).toMatchObject({ taken: 2, written: 0, pending: 2, starts: { taken: 2, written: 0, pending: 2 } });
    expect(between).toEqual([false, 1]);
    expect(health()).toMatchObject({ taken: 2, written: 2, pending: 0, starts: { written: 2, pending: 0 } });
    expect(texts.map((text) => text.split(" (")[0])).toEqual(["• first", "• second"]);
  });

  test("when more than 64 MB wait it is given no more, which is counted and said", async () => {
    const { stream, texts, answer } = slowStream();
    const { console, health } = openConsole(stream, 110_000);

    for (let i = 0; i < 700; i++) console.trace("big", { text: "x".repeat(110_000) }, () => {});
    const full = health();
    for (let i = 0; i < full.pending; i++) {
      answer();
      await turn();
    }
    console.trace("small", {}, () => {});
    answer();
    await turn();

    expect(full).toMatchObject({ taken: 700, written: 0, dropped: 90, pending: 610, starts: { dropped: 90 } });
    expect(texts.at(-1)).toMatch(/^… 90 records left out: the stream is too slow\n• small \(.*\)\n$/);
    expect(health()).toMatchObject({ taken: 701, written: 611, dropped: 90, pending: 0 });
  });
});

describe("a stream that fails", () => {
  test("what it throws is counted and told, and the next line is tried again", () => {
    let isFull = true;
    const texts: string[] = [];
    const { console, failures, health } = openConsole({
      write(text) {
        if (isFull) throw new Error("disk full");
        texts.push(text);
      },
    });

    for (let i = 0; i < 3; i++) expect(console.trace("lost", {}, () => i)).toBe(i);
    isFull = false;
    console.trace("kept", {}, () => {});

    expect(texts.length).toBe(1);
    expect(failures).toEqual(["console: write failed: Error: disk full"]);
    expect(health()).toMatchObject({ taken: 4, written: 1, failed: 3, pending: 0, starts: { taken: 4, failed: 3 } });
  });

  test("an error that comes later does not end the process, and a closed pipe is not written to again", async () => {
    const { stream, texts, answer } = slowStream();
    const { console, failures, health } = openConsole(stream);

    for (const name of ["a", "b", "c"]) console.trace(name, {}, () => {});
    answer(brokenPipe());
    await turn();
    console.trace("d", {}, () => {});
    await console.flush();

    expect([texts.length, stream.errored?.message]).toEqual([1, "write EPIPE"]);
    expect(failures).toEqual(["console: write failed: Error: write EPIPE"]);
    expect(health()).toMatchObject({ taken: 4, written: 0, failed: 4, pending: 0, starts: { failed: 4 } });
  });

  test("after an error that may pass, the next line is tried again", async () => {
    const { stream, texts, answer } = slowStream();
    // What the streams of a process do.
    stream._destroy = (error, done) => {
      done(error);
      (stream as unknown as { _undestroy(): void })._undestroy();
    };
    const { console, failures, health } = openConsole(stream);

    console.trace("lost", {}, () => {});
    answer(new Error("disk full"));
    await turn();
    console.trace("kept", {}, () => {});
    answer();
    await console.flush();

    expect([texts.length, failures]).toEqual([2, ["console: write failed: Error: disk full"]]);
    expect(health()).toMatchObject({ taken: 2, written: 1, failed: 1, pending: 0 });
  });

  test("an error that comes at once is counted at once", async () => {
    const stream = new Writable({ write: (_text, _encoding, answer) => answer(brokenPipe()) });
    const { console, failures, health } = openConsole(stream);

    console.trace("x", {}, () => {});
    const { failed, pending } = health();
    await turn();

    expect([failed, pending, failures.length, health().failed]).toEqual([1, 0, 1, 1]);
  });

  test("one that failed before, was closed or was ended is no danger", async () => {
    for (const close of [
      (stream: Writable) => stream.destroy(),
      (stream: Writable) => stream.end(),
      (stream: Writable) => stream.once("error", () => {}).destroy(brokenPipe()),
    ]) {
      const { stream } = slowStream();
      const { console, failures, health } = openConsole(stream);
      close(stream);
      await turn();

      for (let i = 0; i < 3; i++) {
        console.trace("x", {}, () => {});
        await turn();
      }
      await console.flush();

      expect(failures.length).toBe(1);
      expect(health()).toMatchObject({ taken: 3, written: 0, failed: 3, pending: 0 });
    }
  });

  test("an error of the program's own write stays the program's business", async () => {
    const { stream, answer } = slowStream();
    const { console, failures } = openConsole(stream);
    const told: Error[] = [];

    console.trace("x", {}, () => {});
    answer();
    await turn();
    expect(stream.listenerCount("error")).toBe(0);
    stream.on("error", (error) => told.push(error));
    stream.write("mine");
    answer(brokenPipe());
    await turn();

    expect([told.length, failures.length]).toEqual([1, 0]);
  });
});

test("a block is written in pieces of whole lines that a shared pipe keeps together", () => {
  const texts: string[] = [];
  const { console } = openConsole({ write: (text) => texts.push(text) });

  console.trace("run", {}, () => {
    for (let i = 0; i < 200; i++) console.trace("tool", { i, text: "é".repeat(70) }, () => {});
    console.trace(
      "long",
      Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`é${i}`, "é".repeat(80)])),
      () => {},
    );
  });

  const sizes = texts.map((text) => Buffer.byteLength(text));
  expect(texts.length).toBe(10);
  expect(texts.every((text) => text.endsWith("\n"))).toBe(true);
  expect(sizes.every((size) => size <= 4096)).toBe(true);
  expect(texts.join("").split("\n").length).toBe(203);
});

test("more than ten consoles that hold something back share a listener", () => {
  const consoles = Array.from({ length: 12 }, () => openConsole({ write: () => true }).console);

  const listeners = new Set<number>();

  const spans = consoles.map((console) => {
    const span = startSpan(console, "x", {});
    listeners.add(process.listenerCount("exit"));
    return span;
  });
  for (const span of spans) span.end();

  expect(listeners.size).toBe(1);
});

describe("a real process", () => {
  /** Runs a program that uses this package from source; `shell` says what becomes of its streams. */
  function run(program: string, shell: string) {
    const source = `import { ConsoleTelemetry, startSpan } from "@heddle/core";\n${program}`;
    const args = ["--conditions=@heddle/source", "--input-type=module-typescript", "--eval", source];
    const cwd = new URL("../../..", import.meta.url);
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, NODE_OPTIONS: "", HEDDLE_PROGRAM: source };
    const command = shell.replaceAll("NODE", `"$0" "$@"`);
    return spawnSync("bash", ["-o", "pipefail", "-c", command, process.execPath, ...args], {
      cwd,
      env,
      encoding: "utf8",
    });
  }

  test("one whose stderr is closed by its reader goes on to its end", () => {
    const { status, stdout } = run(
      `const console = new ConsoleTelemetry();
      const health = () => console.health().sinks[0];
      const end = Date.now() + 30_000;
      while (health().failed < 100 && Date.now() < end) {
        console.trace("tool", {}, () => {});
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await console.flush();
      const { taken, written, failed, pending } = health();
      process.stdout.write([failed, taken - written - failed, pending].join(" "));`,
      "{ NODE 2>&1 >&3 | head -1 >/dev/null; } 3>&1",
    );

    expect([status, stdout]).toEqual([0, "100 0 0"]);
  });

  test("one whose stderr is on a full disk goes on to its end", () => {
    const { status, stdout } = run(
      `const console = new ConsoleTelemetry();
      for (let i = 0; i < 20; i++) {
        console.trace("tool", { i }, () => {});
        if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      const { taken, failed } = console.health().sinks[0];
      process.stdout.write([taken, failed].join(" "));`,
      "NODE 2>/dev/full",
    );

    expect([status, stdout]).toEqual([0, "20 20"]);
  });

  test("one that exits or throws in the middle of a run shows what it held back", () => {
    for (const mode of ["live", "tree"]) {
      for (const end of ["process.exit(3)", "throw new Error('boom')", "await new Promise(() => {})"]) {
        const { stderr } = run(
          `const clock = { monotonicMs: () => 0, wallMs: () => 0 };
          const console = new ConsoleTelemetry({ mode: "${mode}", clock });
          await console.trace("run", {}, async () => {
            console.trace("tool", {}, () => {});
            startSpan(console, "open", {});
            ${end};
          });`,
          "NODE",
        );

        const lines = stderr.split("\n").filter((line) => /^ *[•▸✗] /.test(line));
        const shown = lines.map((line) => line.replace(/ [#(].*/, ""));
        const root = end.startsWith("throw") ? "✗ run" : "▸ run";
        expect([mode, end, ...shown]).toEqual([mode, end, root, "  • tool", "  ▸ open"]);
      }
    }
  });

  test("a hundred thousand spans in one tick are all printed, in little memory", () => {
    const { stdout } = run(
      `import { setFlagsFromString } from "node:v8";
      import { runInNewContext } from "node:vm";
      setFlagsFromString("--expose-gc");
      const gc = runInNewContext("gc");
      for (const mode of ["live", "tree"]) {
        const console = new ConsoleTelemetry({ mode });
        gc();
        const before = process.memoryUsage().heapUsed;
        console.trace("run", {}, () => {
          for (let i = 0; i < 100_000; i++) console.trace("tool", { i }, () => {});
        });
        gc();
        const grown = process.memoryUsage().heapUsed - before;
        process.stdout.write(grown < 10e6 ? "little " : \`\${mode}: \${grown} \`);
      }`,
      'lines="$(mktemp)"; NODE 2>"$lines"; wc -l <"$lines"; rm "$lines"',
    );

    expect(stdout.trim()).toBe("little little 200004");
  });

  test("several that write to one pipe do not shred each other's lines", () => {
    const { stdout } = run(
      `const console = new ConsoleTelemetry({ mode: "tree" });
      for (let run = 0; run < 2; run++) {
        console.trace("run", {}, () => {
          for (let i = 0; i < 100; i++) console.trace("tool", { text: "x".repeat(70) }, () => {});
        });
      }`,
      "{ NODE & NODE & NODE & wait; } 2>&1",
    );

    const lines = stdout.split("\n");
    const whole = lines.filter((line) => /^(• run \(.*\)| {2}• tool \(.*\) text=x{70})$/.test(line));
    expect([lines.length - 1, lines.length - 1 - whole.length]).toEqual([3 * 2 * 101, 0]);
  });
});
