import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { linesOf, recording, span, traceIdOf, weatherRun } from "./weather-runs.ts";

// Each process that is started takes its time on a busy machine.

const bin = join(import.meta.dirname, "../bin/from-source.ts");
const conditions = "--conditions=@heddle/source";

interface Environment {
  readonly [name: string]: string;
}

/** Runs a shell command in which `heddle` is the program. */
async function shell(command: string, env: Environment = {}): Promise<{ code: unknown; out: string; err: string }> {
  const heddle = `heddle() { "${process.execPath}" ${conditions} "${bin}" "$@"; }; `;
  const child = spawn("bash", ["-c", heddle + command], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, out, err };
}

test("the program prints, and its exit code says what it found", async () => {
  const path = recording(weatherRun());

  const shown = await shell(`heddle inspect '${path}' -v minimal`);
  const checked = await shell(`heddle check '${path}' -b '{"maxSteps": 0}' -q`);
  const mistyped = await shell("heddle inspect");
  const missing = await shell("heddle inspect /nowhere");

  expect({ ...shown, out: shown.out.split("\n")[0] }).toEqual({
    code: 0,
    out: `Trace: weather_agent (1.20s) ok ${traceIdOf(1)}`,
    err: "",
  });
  expect([checked.code, mistyped.code, missing.code]).toEqual([1, 2, 3]);
});

test("who reads only the beginning ends it quietly", async () => {
  const path = recording(Array.from({ length: 20_000 }, (_, id) => span({ id: id + 1, trace: id + 1 })));

  const { code, out, err } = await shell(`set -o pipefail; heddle inspect '${path}' | head -1`);

  expect({ code, out, err }).toEqual({ code: 0, out: `Trace: step (1.0ms) ok ${traceIdOf(1)}\n`, err: "" });
});

test("a check comes to its exit code, also when nobody reads it to its end", async () => {
  const path = recording(Array.from({ length: 20_000 }, (_, id) => span({ id: id + 1, trace: id + 1 })));

  const ran = await shell(`set -o pipefail; heddle check '${path}' -b '{"maxSpans": 0}' | head -0`);

  expect(ran).toEqual({ code: 1, out: "", err: "" });
});

test("standard input is read as -, and may be closed where it is not", async () => {
  const path = recording(weatherRun());

  const piped = await shell(`cat '${path}' | heddle inspect - -v minimal | head -1`);
  const closed = await shell(`heddle inspect '${path}' -v minimal <&- | head -1`);

  expect([piped, closed]).toEqual([
    { code: 0, out: `Trace: weather_agent (1.20s) ok ${traceIdOf(1)}\n`, err: "" },
    { code: 0, out: `Trace: weather_agent (1.20s) ok ${traceIdOf(1)}\n`, err: "" },
  ]);
});

test("colours follow FORCE_COLOR and NO_COLOR, and there are none in a pipe", async () => {
  const path = recording(weatherRun());
  const isColored = async (env: Environment, args = "") =>
    (await shell(`heddle list '${path}' ${args}`, env)).out.includes("\u001b");

  const colored = [
    await isColored({}),
    await isColored({ FORCE_COLOR: "1" }),
    await isColored({ NO_COLOR: "1" }),
    await isColored({ FORCE_COLOR: "1" }, "--no-color"),
  ];

  expect(colored).toEqual([false, true, false, false]);
});

test("a full disk is told in a sentence, and standard error may be closed", async () => {
  const path = recording(weatherRun());

  const full = await shell(`heddle inspect '${path}' > /dev/full`);
  const silent = await shell("heddle inspect /nowhere 2>&-");

  expect(full).toEqual({ code: 3, out: "", err: "heddle inspect: ENOSPC: no space left on device, write\n" });
  expect(silent).toEqual({ code: 3, out: "", err: "" });
});

test("a run that reads a pipe that never ends is ended by a signal", async () => {
  const child = spawn(process.execPath, [conditions, bin, "inspect", "-"], { stdio: ["pipe", "ignore", "ignore"] });
  // More than a pipe holds: when all is written, the program reads.
  await new Promise((resolve) => child.stdin.write(linesOf(weatherRun()).repeat(1000), resolve));

  child.kill("SIGINT");

  expect(await once(child, "close")).toEqual([null, "SIGINT"]);
});
