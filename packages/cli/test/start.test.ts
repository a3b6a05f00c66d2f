import { EventEmitter } from "node:events";
import { PassThrough, Writable } from "node:stream";
import { expect, test } from "vitest";
import { OutputClosedError } from "../src/io.ts";
import { processIo } from "../src/process-io.ts";
import { start } from "../src/start.ts";

/** What of a process is used, with these standard streams. */
function host(more: object = {}): { host: NodeJS.Process; out: PassThrough; err: PassThrough } {
  const [out, err, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const { versions } = process;
  const parts = {
    stdout: out,
    stderr: err,
    stdin,
    env: { A: "b" },
    argv: ["node", "heddle"],
    versions,
    cwd: () => "/home",
  };
  return { host: Object.assign(new EventEmitter(), parts, more) as never, out, err };
}

test("the arguments behind the program's name are run", async () => {
  const { host: process, out } = host({ argv: ["node", "heddle", "--version"] });

  const code = await start(process);

  expect({ code, out: String(out.read()) }).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

for (const node of ["20.20.2", "22.15.1"]) {
  test(`Node ${node} is told to be too old`, async () => {
    const { host: process, err } = host({ versions: { node } });

    const code = await start(process);

    expect({ code, err: String(err.read()) }).toEqual({
      code: 2,
      err: `heddle: this is Node ${node}; it needs 22.16 or later\n`,
    });
  });
}

test("a command is given the streams, the terminal, the environment, the folder and the clocks of a process", async () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const { host: process, err } = host({ stdout: terminal });
  const io = processIo(process);

  await io.stdout.write("out");
  await io.stderr.write("err");

  const { isTTY, columns, rows } = io.stdout;
  expect({ isTTY, columns, rows }).toEqual({ isTTY: true, columns: 80, rows: 24 });
  expect([String(terminal.read()), String(err.read())]).toEqual(["out", "err"]);
  expect([io.stderr.isTTY, io.stderr.columns, io.env, io.cwd]).toEqual([false, undefined, { A: "b" }, "/home"]);
  expect(io.openStdin()).toBe(process.stdin);
  expect(io.monotonicMs()).toBeLessThanOrEqual(io.monotonicMs());
  expect(Math.abs(io.nowMs() - Date.now())).toBeLessThan(60_000);
});

test("a terminal that says to have no columns and rows does not know how many it has", () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 0, rows: 0 });

  const { isTTY, columns, rows } = processIo(host({ stdout: terminal }).host).stdout;

  expect({ isTTY, columns, rows }).toEqual({ isTTY: true, columns: undefined, rows: undefined });
});

test("what cannot be written is an error, unless nobody reads it; on standard error it is nothing", async () => {
  const failing = (code: string) =>
    new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
  const full = processIo(host({ stdout: failing("ENOSPC") }).host);
  const closed = processIo(host({ stdout: failing("EPIPE"), stderr: failing("EPIPE") }).host);

  await expect(full.stdout.write("x")).rejects.toThrow("ENOSPC");
  await expect(closed.stdout.write("x")).rejects.toThrow(OutputClosedError);
  await expect(closed.stdout.write("x")).rejects.toThrow(OutputClosedError);
  await closed.stderr.write("x");
});

test("signals are taken from a process only when somebody asks for them, and only once", () => {
  const { host: process } = host();
  const io = processIo(process);
  const before = process.listenerCount("SIGINT");

  const signal = io.takeSignals();
  const again = io.takeSignals();
  process.emit("SIGTERM", "SIGTERM");

  expect([before, again === signal, signal.aborted, String(signal.reason)]).toEqual([
    0,
    true,
    true,
    "AbortError: received SIGTERM",
  ]);
  expect([process.listenerCount("SIGINT"), process.listenerCount("SIGTERM")]).toEqual([1, 0]);
});
