import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { receiverDown, receiverFor } from "./sender-to.ts";
import { telemetryTo } from "./telemetry-to.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What the process calls when it comes to its end. */
const callListeners = (event: "beforeExit" | "exit", name: string) => {
  for (const listener of process.listeners(event as "exit")) if (listener.name === name) listener(0);
};

test("the natural end of the process waits for what is pending, once at a time", async () => {
  const receiver = await receiverFor();
  const { telemetry, counts } = telemetryTo(receiver, { spool: temporaryFolder(), batch: { intervalMs: 60_000 } });

  for (const name of ["one", "two"]) {
    telemetry.trace(name, {}, () => {});
    callListeners("beforeExit", "finishAll");
    callListeners("beforeExit", "finishAll");
    while (counts().pending > 0) {
      await sleep(5);
      // The end of what came before may have been on its way.
      callListeners("beforeExit", "finishAll");
    }
  }

  expect(receiver.spans().map(({ name }) => name)).toEqual(["one", "two"]);
});

test("the natural end of the process waits for what the runs before have left", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverFor();
  const earlier = telemetryTo(await receiverDown(), { spool: folder });
  earlier.telemetry.trace("left", {}, () => {});
  await earlier.telemetry.shutdown({ timeoutMs: 1 });

  telemetryTo(receiver, { spool: folder, batch: { intervalMs: 60_000 } });
  callListeners("beforeExit", "finishAll");
  while (readdirSync(folder).length > 1) await sleep(5);

  expect(receiver.spans().map(({ name }) => name)).toEqual(["left"]);
});

test("the natural end of the process waits no longer than it may, and but once; nothing is lost", async () => {
  const receiver = await receiverDown();
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: temporaryFolder(), exitTimeoutMs: 1 });

  telemetry.trace("one", {}, () => {});
  callListeners("beforeExit", "finishAll");
  await sleep(20);
  callListeners("beforeExit", "finishAll");
  const late = counts();
  await receiver.start();
  await telemetry.flush();

  expect(late).toEqual({ taken: 1, written: 0, dropped: 0, failed: 0, pending: 1 });
  expect(counts()).toEqual({ taken: 1, written: 1, dropped: 0, failed: 0, pending: 0 });
  expect(told().filter((message) => !message.includes("send failed"))).toEqual([]);
});

test("a flush says what is pending when its time is over", async () => {
  const { telemetry, told } = telemetryTo(await receiverDown(), { spool: temporaryFolder() });

  telemetry.trace("one", {}, () => {});
  await telemetry.flush({ timeoutMs: 1 });
  const once = told();
  telemetry.trace("two", {}, () => {});
  await telemetry.flush({ timeoutMs: 1 });

  expect(once).toContain("otlp: flush failed: Error: 1 record is not sent after 1 ms");
  expect(telemetry.health().sinks[0]?.lastError).toMatch(/2 records are not sent after 1 ms|ECONNREFUSED/);
});

test("a shutdown while the natural end waits for what the runs before have left is no loss of its own", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverDown();
  const earlier = telemetryTo(receiver, { spool: folder });
  earlier.telemetry.trace("left", {}, () => {});
  await earlier.telemetry.shutdown({ timeoutMs: 1 });
  const { telemetry, told } = telemetryTo(receiver, { spool: folder });

  callListeners("beforeExit", "finishAll");
  await telemetry.shutdown();

  expect(told().filter((message) => !message.includes("send failed"))).toEqual([]);
  expect(readdirSync(folder).filter((name) => !name.endsWith(".free"))).toEqual([]);
});

test("a flush that is under way waits no longer than the telemetry lives", async () => {
  const { telemetry, told, counts } = telemetryTo(await receiverDown(), { spool: temporaryFolder() });
  telemetry.trace("one", {}, () => {});

  const flushed = telemetry.flush({ timeoutMs: 600_000 });
  await telemetry.shutdown({ timeoutMs: 1 });
  await flushed;

  expect(counts()).toEqual({ taken: 1, written: 0, dropped: 0, failed: 0, pending: 1 });
  expect(told()).toContain("otlp: flush failed: Error: 1 record is not sent after 1 ms");
});

test("a flush that is under way when the thread has sent everything has its end, too", async () => {
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: temporaryFolder() });
  telemetry.trace("one", {}, () => {});

  const flushed = telemetry.flush();
  while (counts().pending > 0) await sleep(0);
  await Promise.all([telemetry.shutdown(), flushed]);

  expect(counts()).toEqual({ taken: 1, written: 1, dropped: 0, failed: 0, pending: 0 });
  expect(told()).toEqual([]);
});

test("the process's exit leaves nothing of what has arrived, and everything of what has not", async () => {
  const [arrived, waiting] = [temporaryFolder(), temporaryFolder()];
  const first = telemetryTo(await receiverFor(), { spool: arrived });
  const second = telemetryTo(await receiverDown(), { spool: waiting });
  for (const { telemetry } of [first, second]) telemetry.trace("one", {}, () => {});
  await first.telemetry.flush();

  callListeners("exit", "drainAll");
  const before = [readdirSync(arrived).length, readdirSync(waiting).length];
  callListeners("exit", "noteExit");
  callListeners("exit", "drainAll");

  expect(before).toEqual([1, 1]);
  expect([readdirSync(arrived).length, readdirSync(waiting).length]).toEqual([0, 1]);
});
