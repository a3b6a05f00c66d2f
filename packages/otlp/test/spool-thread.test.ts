import { once } from "node:events";
import { mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { FollowerSettings } from "../src/spool-messages.ts";
import { SpoolThread } from "../src/spool-thread.ts";
import { startWorker } from "../src/start-worker.ts";
import { runProgram } from "./run-program.ts";
import { receiverFor } from "./sender-to.ts";
import { telemetryTo } from "./telemetry-to.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Keeps the thread from finding out how far it has come. Says what it is that does. */
function putObstacle(folder: string): string {
  const path = join(folder, String(readdirSync(folder)[0]), "progress.json");
  rmSync(path);
  mkdirSync(path);
  return path;
}

test("a thread that dies is told, and started again: nothing is lost", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: folder });
  const obstacle = putObstacle(folder);

  telemetry.trace("run", {}, () => {});
  const flushed = telemetry.flush();
  while (told().length === 0) await sleep(5);
  rmdirSync(obstacle);
  await flushed;

  expect(receiver.spans().map(({ name }) => name)).toEqual(["run"]);
  expect(counts()).toEqual({ taken: 1, written: 1, dropped: 0, failed: 0, pending: 0 });
  expect(told()).toEqual([
    "otlp: send failed: Error: the thread that ships the spool has died and is started again: " +
      "EISDIR: illegal operation on a directory, read",
  ]);
});

test("an end while the thread is dead leaves what is there to others, also in this process", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: folder });
  putObstacle(folder);

  telemetry.trace("run", {}, () => {});
  while (told().length === 0) await sleep(5);
  await telemetry.shutdown({ timeoutMs: 1 });
  const left = readdirSync(folder);
  rmdirSync(join(folder, String(left[0]), "progress.json"));
  const next = telemetryTo(receiver, { spool: folder });
  while (readdirSync(folder).length > 1) await sleep(5);
  await next.telemetry.shutdown();

  expect(counts()).toEqual({ taken: 1, written: 0, dropped: 0, failed: 0, pending: 1 });
  expect(left).toEqual([expect.stringMatching(/\.free$/)]);
  expect(receiver.spans().map(({ name }) => name)).toEqual(["run"]);
});

test("a program that may have no threads keeps its records on disk, and is told", async () => {
  const folder = temporaryFolder();
  const { url } = await receiverFor();
  const permissions = ["--permission", "--allow-fs-read=*", "--allow-fs-write=*"];

  const { code, stderr } = await runProgram("many-spooled-spans.ts", ...permissions, url, folder, "x", "10", "100");

  expect(code).toBe(0);
  expect(stderr).toMatch(/^otlp: send failed: Error: the thread that ships the spool has died.*: .*permission/m);
  expect(readdirSync(folder)).toHaveLength(1);
});

test("what keeps a thread from being started is told, and it is tried again", async () => {
  const problems: string[] = [];
  const listener = { onArrived: () => {}, onProblem: (problem: string) => problems.push(problem) };
  const thread = new SpoolThread({ shipping: () => {} } as never, listener);

  while (problems.length < 2) await sleep(5);
  await thread.stop();

  expect(problems[1]).toMatch(/^the thread that ships the spool has died and is started again: .* could not be cloned/);
});

test("the built package starts the file beside it", async () => {
  const worker = startWorker({} as FollowerSettings, true);

  const [error] = await once(worker, "error");

  expect(String(error)).toContain(join(import.meta.dirname, "..", "src", "spool-worker.js"));
});
