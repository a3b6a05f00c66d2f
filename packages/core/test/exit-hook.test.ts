import { buffered, deferTraces, InMemoryTelemetry, Recorder } from "@heddle/core";
import { drainOnSignals, holdUntilExit, letGo, type Waiting } from "@heddle/core/bridge";
import { expect, onTestFinished, test, vi } from "vitest";

const listenersOfTheRunner = process.listeners("exit");

/** What happens in Heddle when the process exits. */
function exit(): void {
  for (const listener of process.listeners("exit")) {
    if (!listenersOfTheRunner.includes(listener)) listener.call(process, 0);
  }
}

test("whoever brings out what waits can see that the process is at its end", async () => {
  vi.resetModules();
  const { holdUntilExit, isExiting } = await import("@heddle/core/bridge");
  const seen = [isExiting()];
  holdUntilExit({ drainNow: () => void seen.push(isExiting()) });

  exit();

  expect(seen).toEqual([false, true]);
});

test("a deferred trace is sent, where that was asked for", () => {
  const memory = new InMemoryTelemetry();
  deferTraces(memory, { onExit: "send" }).trace("sent", {}, () => {});
  deferTraces(memory).trace("discarded", {}, () => {});

  exit();

  expect(memory.spans().map(({ name }) => name)).toEqual(["sent"]);
});

test("a signal that nobody else listens to is raised again when those who need time are done", async () => {
  const others = process.listeners("SIGTERM");
  for (const listener of others) process.off("SIGTERM", listener);
  const seen: unknown[] = [];
  const kill = vi.spyOn(process, "kill").mockImplementation((_, signal) => {
    seen.push(signal);
    return true;
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  const quick = { drainNow: () => void seen.push("quick") };
  const slow = {
    drainNow: () => void seen.push("slow"),
    finishOnSignal: () => promise.then(() => void seen.push("done")),
  };
  const holders: Waiting[] = [quick, slow];
  onTestFinished(() => {
    kill.mockRestore();
    holders.forEach(letGo);
    for (const listener of others) process.on("SIGTERM", listener);
  });
  drainOnSignals();
  holders.forEach(holdUntilExit);

  process.emit("SIGTERM", "SIGTERM");
  seen.push("the program goes on");
  resolve();
  await vi.waitUntil(() => kill.mock.calls.length > 0, { timeout: 10_000 });

  expect(seen).toEqual(["quick", "slow", "the program goes on", "done", "SIGTERM"]);
});

test("what a buffer holds back is handed over when the process exits", () => {
  const memory = new InMemoryTelemetry();
  const telemetry = buffered(memory);
  telemetry.trace("x", {}, () => telemetry.emitMetric("n", 1));

  const before = [...memory.spans(), ...memory.metrics()];
  exit();

  expect(before).toEqual([]);
  expect([...memory.spans(), ...memory.metrics()].map(({ name }) => name)).toEqual(["x", "n"]);
});

test("a failure at the end of the process is said at once, for no warning would come any more", () => {
  const texts: unknown[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => texts.push(text) > 0);
  onTestFinished(() => write.mockRestore());
  const sink = {
    name: "mine",
    write() {
      throw new Error("disk full");
    },
  };

  buffered(new Recorder(sink)).emitMetric("n", 1);
  exit();

  expect(texts).toEqual(["HeddleWarning: mine: write failed: Error: disk full\n"]);
});
