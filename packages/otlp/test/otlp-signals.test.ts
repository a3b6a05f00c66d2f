import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Receiver } from "./receiver.ts";
import { runProgram } from "./run-program.ts";
import { receiverDown, receiverFor } from "./sender-to.ts";
import { telemetryTo } from "./telemetry-to.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const namesAt = (receiver: Receiver) => [...receiver.spans(), ...receiver.metrics()].map(({ name }) => name);

describe.concurrent.each(["SIGTERM", "SIGINT"] as const)(
  "with the option signals, %s",
  { timeout: 60_000 },
  (signal) => {
    const bySignal = { code: null, signal, stdout: "", stderr: "" };

    test("waits for what is pending, and then ends the process", async (context) => {
      const receiver = await receiverFor("http/protobuf", context);
      receiver.answer = () => ({ delayMs: 100 });

      const ended = await runProgram("signalled.ts", receiver.url, signal);

      expect(ended).toEqual(bySignal);
      expect(namesAt(receiver)).toEqual(["run", "loom.runs"]);
    });

    test("waits no longer than it may, and what is lost is told", async (context) => {
      const receiver = await receiverDown("http/protobuf", context);

      const ended = await runProgram("signalled.ts", receiver.url, signal, "in vain");

      const lost = "otlp: write failed: Error: 2 records are lost: a signal ended the process; 2 records are not sent";
      expect(ended).toEqual({ ...bySignal, stderr: expect.stringContaining(lost) });
    });

    test("that comes a second time ends the process at once", async (context) => {
      const receiver = await receiverFor("http/protobuf", context);
      receiver.answer = () => "hang";

      await expect(runProgram("signalled.ts", receiver.url, signal, "twice")).resolves.toEqual(bySignal);
    });

    test("leaves the end to a listener of the program's, who may await a flush", async (context) => {
      const receiver = await receiverFor("http/protobuf", context);

      const ended = await runProgram("signalled.ts", receiver.url, signal, "listener");

      expect(ended).toEqual({ code: 7, signal: null, stdout: "the program's own end\n", stderr: "" });
      expect(namesAt(receiver)).toEqual(["run", "loom.runs"]);
    });

    test("brings out what other telemetries hold, too", async (context) => {
      const receiver = await receiverFor("http/protobuf", context);
      const file = join(temporaryFolder(), "traces.jsonl");

      const ended = await runProgram("signalled.ts", receiver.url, signal, "file", file);

      expect(ended).toEqual(bySignal);
      expect(namesAt(receiver)).toEqual(["run", "loom.runs"]);
      expect(readFileSync(file, "utf8")).toContain('"name":"run"');
    });

    test("waits for what is in a spool; what does not arrive in time stays there", async (context) => {
      const receiver = await receiverFor("http/protobuf", context);
      const [arrived, left] = [temporaryFolder(), temporaryFolder()];

      const ended = await runProgram("signalled.ts", receiver.url, signal, "spool", arrived);
      receiver.answer = () => ({ status: 503 });
      const inVain = await runProgram("signalled.ts", receiver.url, signal, "spool, in vain", left);
      receiver.answer = () => "ok";
      await runProgram("one-spooled-span.ts", receiver.url, left, "", "natural end", "30000");

      expect([ended, inVain]).toEqual([bySignal, bySignal]);
      expect(namesAt(receiver)).toEqual(["run", "run", "loom.runs", "loom.runs"]);
      expect([readdirSync(arrived).length, readdirSync(left).length]).toEqual([1, 0]);
    });
  },
);

describe("in this process, whose own listeners are away,", () => {
  /** What is raised in the end, once a signal has come. */
  async function raisedAfterSignal(): Promise<unknown[]> {
    const others = process.listeners("SIGTERM").filter(({ name }) => name !== "onSignal");
    for (const listener of others) process.off("SIGTERM", listener);
    onTestFinished(() => {
      for (const listener of others) process.on("SIGTERM", listener);
      kill.mockRestore();
    });
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    process.emit("SIGTERM", "SIGTERM");
    await vi.waitUntil(() => kill.mock.calls.length > 0, { timeout: 60_000 });
    return kill.mock.calls;
  }

  test("a signal is raised again when all has arrived", async () => {
    const receiver = await receiverFor();
    const memory = telemetryTo(receiver, { signals: true });
    const spool = telemetryTo(receiver, { signals: true, spool: temporaryFolder() });
    for (const { telemetry } of [memory, spool]) telemetry.trace("run", {}, () => {});

    const raised = await raisedAfterSignal();

    expect(raised).toEqual([[process.pid, "SIGTERM"]]);
    expect([memory.counts().written, spool.counts().written]).toEqual([1, 1]);
  });

  test("what is recorded while a signal waits is lost, but told", async () => {
    const receiver = await receiverFor();
    const { telemetry, told, counts } = telemetryTo(receiver, { signals: true });
    const down = telemetryTo(await receiverDown(), { signals: true, spool: temporaryFolder(), exitTimeoutMs: 0 });
    receiver.answer = () => {
      telemetry.trace("too late", {}, () => {});
      return "ok";
    };
    for (const one of [telemetry, down.telemetry]) one.trace("run", {}, () => {});

    await raisedAfterSignal();

    expect(counts()).toEqual({ taken: 2, written: 1, dropped: 0, failed: 1, pending: 0 });
    expect(told()).toEqual(["otlp: write failed: Error: 1 record is lost: a signal ended the process"]);
    expect(down.counts()).toMatchObject({ taken: 1, failed: 0, pending: 1 });
  });
});

test("without the option a signal takes its course, and what is pending is lost", async () => {
  const receiver = await receiverFor();

  const ended = await runProgram("signalled.ts", receiver.url, "SIGTERM", "not asked for");

  expect(ended).toEqual({ code: null, signal: "SIGTERM", stdout: "", stderr: "" });
  expect(receiver.requests).toEqual([]);
});
