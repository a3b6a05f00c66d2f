import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Input } from "../../src/io.ts";
import { OutputClosedError } from "../../src/io.ts";
import { runCommandLine } from "../../src/run-command-line.ts";
import { fileOf, idOf, linesOf, metric, resourceLine, span, start, startedAt } from "../recorded.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type TestIo, type TestIoOptions, testIo } from "../test-io.ts";
import { until } from "../until.ts";

const other = "f".repeat(32);

/** A watch that goes on until it is stopped. */
function watching(args: readonly string[], options: TestIoOptions = {}, more: Partial<TestIo> = {}) {
  const stop = new AbortController();
  const io = { ...testIo({ signal: stop.signal, nowMs: () => startedAt + 100, ...options }), ...more };
  const code = runCommandLine(["watch", ...args], io);
  return {
    io,
    code,
    /** Resolves when this was written. */
    sees: (text: string) => until(() => io.out().includes(text)),
    end: () => {
      stop.abort();
      return code;
    },
  };
}

test("where there is no terminal, each thing that happens is a line", async () => {
  const path = fileOf(
    resourceLine + linesOf(span(2, 1, { parentSpanId: idOf(1), name: "step" }), metric(1), span(1, 0, { name: "run" })),
  );
  const { io, sees, end } = watching([path]);

  await sees("step");
  appendFileSync(
    path,
    linesOf(span(3, 0, { name: "next", traceId: other, status: "error", exception: "Error: \u001b[31mno" })),
  );
  await sees("next");

  expect([await end(), io.err()]).toEqual([0, ""]);
  expect(io.out()).toBe(`+ loom.tokens=1 (counter)
• run (10.0ms)
  • step (10.0ms)
✗ next (10.0ms) [ERROR Error: \\u001b[31mno]
`);
});

test("what is still running at the end is shown so", async () => {
  const path = fileOf(linesOf(start(1, 0, { name: "run" })));
  const { io, sees, end } = watching([path]);

  await sees("▸ run");

  expect([await end(), io.out()]).toEqual([0, "▸ run #4736\n"]);
});

test("a file is followed through truncation, rotation, deletion and a beginning that is still to come", async () => {
  const path = join(temporaryFolder(), "traces.jsonl");
  const { io, sees, end } = watching([path]);

  await until(() => io.err() === `${path}: is not there yet; waiting for it\n`);
  writeFileSync(path, linesOf(span(1, 0, { name: "first" })));
  await sees("first");
  truncateSync(path);
  writeFileSync(path, linesOf(span(2, 0, { name: "truncated" })));
  await sees("truncated");
  renameSync(path, `${path}.1`);
  writeFileSync(path, linesOf(span(3, 0, { name: "rotated" })));
  await sees("rotated");
  rmSync(path);
  writeFileSync(path, linesOf(span(4, 0, { name: "deleted" })));
  await sees("deleted");

  expect(await end()).toBe(0);
});

test("a folder that is not there yet is waited for, and a packed file is not", async () => {
  const folder = join(temporaryFolder(), "runs");
  const never = join(folder, "never.jsonl");
  const { io, sees, end } = watching([`${folder}/`, never]);
  const packed = watching([`${folder}.jsonl.gz`]);

  await until(() => io.err().includes("never"));
  mkdirSync(folder);
  writeFileSync(join(folder, "a.jsonl"), linesOf(span(1, 0, { name: "in the folder" })));
  await sees("in the folder");

  const waits = (path: string) => `${path}: is not there yet; waiting for it\n`;
  expect([await end(), io.err()]).toEqual([0, waits(`${folder}/`) + waits(never)]);
  expect([await packed.code, packed.io.err()]).toEqual([
    3,
    `heddle watch: ${JSON.stringify(`${folder}.jsonl.gz`)} is not there; give the path of a file, a folder or a glob\n`,
  ]);
});

test("only the run that was asked for is shown", async () => {
  const path = fileOf(linesOf(span(1, 0, { name: "one" }), span(2, 0, { name: "two", traceId: other })));
  const { io, sees, end } = watching([path, "--trace", "ffff"]);

  await sees("two");

  expect([await end(), io.out()]).toEqual([0, "• two (10.0ms)\n"]);
});

test("files that come into a folder are watched, too, and packed ones are read once", async () => {
  const folder = temporaryFolder();
  const { sees, end } = watching([folder, join(folder, "*.gz")]);

  writeFileSync(join(folder, "a.jsonl"), linesOf(span(1, 0, { name: "in the folder" })));
  writeFileSync(join(folder, "b.gz"), gzipSync(linesOf(span(2, 0, { name: "packed" }))));
  await sees("in the folder");
  await sees("packed");

  expect(await end()).toBe(0);
});

test("standard input is watched to its end", async () => {
  const { code, io } = watching(["-"], { stdin: `${linesOf(span(1, 0, { name: "run" }))}{no\n` });

  expect(await code).toBe(3);
  expect(io.out()).toBe("• run (10.0ms)\n");
  expect(io.err()).toMatch(/^-:2: /);
});

test("standard input that goes on is let go of at the end", async () => {
  const stdin = new PassThrough();
  const { io, sees, end } = watching(["-"], {}, { openStdin: () => stdin });
  stdin.write(linesOf(span(1, 0, { name: "run" })));
  await sees("run");

  expect([await end(), stdin.destroyed, io.err()]).toEqual([0, true, ""]);
});

test("when nobody reads the lines any more, it ends quietly", async () => {
  const path = fileOf(linesOf(span(1)));
  const write = () => Promise.reject(new OutputClosedError("nobody reads the output"));
  const { code, io } = watching([path], {}, { stdout: { write, isTTY: false, color: false } });

  expect([await code, io.err()]).toEqual([0, ""]);
});

test("what can never be watched is told", async () => {
  const folder = temporaryFolder();
  const asFile = join(folder, "a.jsonl");
  mkdirSync(join(folder, "runs"));
  writeFileSync(asFile, "");

  const { code, io } = watching([join(asFile, "b.jsonl"), join(folder, "runs")]);

  expect([await code, io.err()]).toEqual([3, expect.stringContaining("cannot be followed")]);
});

test("on a terminal, the picture stays when it ends", async () => {
  const path = fileOf(
    `${linesOf(span(2, 0, { name: "done", traceId: other }), start(1, 0, { name: "run" }))}{no\nnor\n`,
  );
  const { io, sees, end } = watching([path], { columns: 200, rows: 10 });

  await sees("(and 1 more before)");
  const code = await end();

  expect(code).toBe(3);
  expect(io.out().startsWith("\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J")).toBe(true);
  const after = io.out().split("\u001b[?7h\u001b[?25h\u001b[?1049l")[1];
  expect(after).toMatch(
    /^.*traces\.jsonl · 1 running · 1 ok\n\n✓ done 10\.0ms · 1 span · ffffffff\n⠙ run 0\.1s · 1 span · 4bf92f35\n.*:4: .*\(and 1 more before\)\n$/,
  );
});

test("on a terminal, what is not there yet is waited for, and the picture says so", async () => {
  const path = join(temporaryFolder(), "traces.jsonl");
  const { sees, end } = watching([path], { columns: 200, rows: 10 });

  await sees("· not there yet, waiting for it");
  writeFileSync(path, linesOf(span(1, 0, { name: "run" })));
  await sees("✓ run 10.0ms");

  expect(await end()).toBe(0);
});

test("a folder that goes is told once, and watched again when it comes; a terminal without a size has one", async () => {
  const [folder, empty] = [join(temporaryFolder(), "runs"), temporaryFolder()];
  mkdirSync(folder);
  writeFileSync(join(folder, "a.jsonl"), linesOf(span(3, 0, { name: "before" })));
  const output = testIo().stdout;
  const written: string[] = [];
  const stdout = {
    ...output,
    isTTY: true,
    write: async (text: string | Uint8Array) => void written.push(String(text)),
  };
  const { code, end } = watching([folder, folder, empty, "-t", "4bf9"], {}, { stdout });
  const sees = (text: string) => until(() => written.join("").includes(text));

  await sees("before");
  rmSync(folder, { recursive: true });
  await sees('runs: "');
  mkdirSync(folder);
  writeFileSync(join(folder, "a.jsonl"), linesOf(span(2, 0, { traceId: other }), span(1, 0, { name: "again" })));
  await sees("again");
  await end();

  expect(await code).toBe(3);
});

/** A keyboard. */
function keyboard() {
  const modes: boolean[] = [];
  const stdin: Input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => modes.push(isRaw),
  });
  return { stdin, modes, press: (key: string) => (stdin as PassThrough).write(key) };
}

test.each([["q"], ["Q"], ["\u0003"], ["\u0004"]])("the key %j ends it, and the keyboard is given back", async (key) => {
  const { stdin, modes, press } = keyboard();
  const { code, sees } = watching([fileOf("")], { columns: 200, rows: 10 }, { openStdin: () => stdin });
  await sees("waiting for the first run");

  press("x");
  press(key);

  expect([await code, modes, stdin.isPaused()]).toEqual([0, [true, false], true]);
});

test("on a terminal, standard input can be watched, and no key is waited for", async () => {
  const stdin = new PassThrough();
  const { io, sees, end } = watching(["-"], { columns: 200, rows: 10 }, { openStdin: () => stdin });
  stdin.write(linesOf(span(1, 0, { name: "run" })));
  await sees("- · 1 ok · Ctrl-C quits");
  await end();

  expect(io.out().split("\u001b[?1049l")[1]).toBe("- · 1 ok\n\n✓ run 10.0ms · 1 span · 4bf92f35\n");
});

test("keys go through all lines, and back to what is new", async () => {
  const { stdin, press } = keyboard();
  const spans = Array.from({ length: 12 }, (_, id) => span(id + 2, id, { parentSpanId: idOf(1) }));
  const path = fileOf(linesOf(start(1, 0, { name: "run" }), ...spans));
  const { code, io, sees } = watching([path], { columns: 200, rows: 10 }, { openStdin: () => stdin });
  await sees("1 running · ↑ shows all · q quits");

  press("\u001b[A");
  await sees("… 5 more lines above");
  await sees("… 1 more line below");
  press("k");
  await sees("… 4 more lines above");
  press("\u001b[5~");
  await sees("… 6 more lines below");
  press("g");
  await sees("⠙ run 0.1s");
  press("\u001b[6~");
  await sees("… 6 more lines above");
  press("G");
  const isLast = (text: string, before: string) => io.out().lastIndexOf(text) > io.out().lastIndexOf(before);
  await until(() => isLast("↑ shows all", "End shows what is new"));
  press("\u0015");
  press("q");

  expect(await code).toBe(0);
});

test("a terminal that cannot move its cursor gets lines", async () => {
  const path = fileOf(linesOf(span(1, 0, { name: "run" })));
  const { io, sees, end } = watching([path], { columns: 80, rows: 10, env: { TERM: "dumb" } });

  await sees("run");

  expect([await end(), io.out()]).toEqual([0, "• run (10.0ms)\n"]);
});

test("what cannot be followed on a terminal is told on the screen that was there", async () => {
  const asFile = fileOf("");
  const { code, io } = watching([join(asFile, "b.jsonl")], { columns: 200, rows: 10 });

  expect([await code, existsSync(asFile), io.out().endsWith("\u001b[?1049l")]).toEqual([3, true, true]);
});
