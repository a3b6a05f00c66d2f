import { spawnSync } from "node:child_process";
import {
  activeSpan,
  filter,
  InMemoryTelemetry,
  MultiTelemetry,
  NoTelemetry,
  Recorder,
  type Sink,
  type SinkFailure,
  type SpanRef,
} from "@heddle/core";
import { isOutsideOfSpans } from "@heddle/core/bridge";
import { describe, expect, onTestFinished, test, vi } from "vitest";

const boom = () => {
  throw new Error("disk full");
};

test("a sink works outside of every span, so that what it starts is traced by nobody", async () => {
  const seen: unknown[] = [];
  const look = () => void seen.push([activeSpan(), isOutsideOfSpans()]);
  const disposable = { [Symbol.asyncDispose]: async () => look() };
  const telemetry = new Recorder({ spanStarted: look, write: look, flush: async () => look(), ...disposable });

  await telemetry.trace("run", {}, async () => {
    telemetry.emitMetric("count", 1);
    await telemetry.flush();
    await telemetry[Symbol.asyncDispose]();
  });

  expect(seen).toEqual(Array.from({ length: 6 }, () => [undefined, true]));
});

describe("a sink that fails", () => {
  test("it is told once for each operation, and the program and the others do not notice", async () => {
    const failures: SinkFailure[] = [];
    const memory = new InMemoryTelemetry();
    const sink = { name: "mine", spanStarted: boom, write: boom, flush: boom, [Symbol.asyncDispose]: boom };
    const telemetry = new MultiTelemetry([sink, memory], { onSinkError: (failure) => failures.push(failure) });

    for (let i = 0; i < 3; i++) expect(telemetry.trace("x", {}, () => i)).toBe(i);
    telemetry.emitMetric("n", 1);
    await telemetry.flush();
    await telemetry[Symbol.asyncDispose]();

    expect(failures.map(({ sink: name, operation, message }) => [name, operation, message])).toEqual([
      ["mine", "start", "mine: start failed: Error: disk full"],
      ["mine", "write", "mine: write failed: Error: disk full"],
      ["mine", "flush", "mine: flush failed: Error: disk full"],
      ["mine", "dispose", "mine: dispose failed: Error: disk full"],
    ]);
    expect(memory.spans()).toHaveLength(3);
    expect(telemetry.health().sinks[0]).toEqual({
      sink: "mine",
      taken: 4,
      written: 0,
      dropped: 0,
      failed: 4,
      pending: 0,
      starts: { taken: 3, written: 0, dropped: 0, failed: 3, pending: 0 },
      lastError: "mine: dispose failed: Error: disk full",
    });
  });

  test("inside a wrapper it is told, too", () => {
    const failures: string[] = [];
    const members = [filter({ name: "mine", write: boom }, () => true)];
    const telemetry = new MultiTelemetry(members, { onSinkError: ({ message }) => failures.push(message) });

    telemetry.emitMetric("n", 1);

    expect(failures).toEqual(["mine: write failed: Error: disk full"]);
  });

  test("what it answers late is told, and never an unhandled rejection", async () => {
    const failures: string[] = [];
    const late = async () => boom();
    const sink = {
      name: "mine",
      write() {},
      open: () => ({ run: (work: () => unknown) => work(), set: late, end: late }),
    };
    const telemetry = new Recorder(sink as never, { onSinkError: ({ operation }) => failures.push(operation) });

    telemetry.trace("x", {}, (span) => span.set({ a: 1 }));
    await telemetry.flush();

    expect(failures.sort()).toEqual(["update", "write"]);
    expect(telemetry.health().sinks[0]).toMatchObject({ taken: 1, written: 0, failed: 1 });
  });

  test("a listener that rejects is no failure either", async () => {
    const telemetry = new Recorder({ write: boom }, { onSinkError: async () => boom() });

    expect(telemetry.trace("x", {}, () => 1)).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
  });

  test("a sink that records its own work gets none of that", () => {
    const failures: string[] = [];
    const memory = new InMemoryTelemetry();
    const seen: string[] = [];
    const sink: Sink = {
      name: "mine",
      write: (record) => telemetry.trace(`sending ${record.name}`, {}, () => void seen.push(record.name)),
    };
    const telemetry: MultiTelemetry = new MultiTelemetry([memory, sink], {
      onSinkError: ({ message }) => failures.push(message),
    });

    telemetry.trace("x", {}, () => {});

    expect(seen).toEqual(["x"]);
    expect(memory.spans().map((span) => span.name)).toEqual(["x", "sending x"]);
    expect(failures).toEqual(["mine: write failed: Error: the sink records what it does itself; that is left out"]);
    expect(telemetry.health().sinks[1]).toMatchObject({ taken: 2, written: 1, dropped: 1 });
  });

  test("a listener that throws is no failure either", () => {
    const telemetry = new Recorder({ write: boom }, { onSinkError: boom });

    expect(telemetry.trace("x", {}, () => 1)).toBe(1);
  });

  test("without a listener, the process warns once", async () => {
    const warnings: Error[] = [];
    const keep = (warning: Error) => void warnings.push(warning);
    process.on("warning", keep);
    onTestFinished(() => void process.off("warning", keep));
    const telemetry = new Recorder({ name: "mine", write: boom });

    for (let i = 0; i < 3; i++) telemetry.trace("x", {}, () => {});
    await new Promise((resolve) => setImmediate(resolve));

    expect(warnings).toMatchObject([
      {
        name: "HeddleWarning",
        code: "HEDDLE_SINK",
        message: "mine: write failed: Error: disk full (telemetry goes on; said once)",
      },
    ]);
  });

  test("what is lost when the process exits is said while there is time", () => {
    const program = `
      import { Recorder } from "@heddle/core";
      import { holdUntilExit } from "@heddle/core/bridge";
      let report;
      const sink = { name: "mine", write() {}, reportTo: (given) => { report = given; } };
      new Recorder(sink);
      holdUntilExit({ drainNow: () => report(new Error("one record")) });
      process.exit(0);`;
    const { stderr, status } = run(program);

    expect(status).toBe(0);
    expect(stderr).toBe("HeddleWarning: mine: write failed: Error: one record\n");
  });

  test("accounts that throw or say nothing count as empty", () => {
    const telemetry = new Recorder({ write() {}, health: boom });

    telemetry.emitMetric("n", 1);

    expect(telemetry.health().sinks[0]).toMatchObject({ taken: 1, written: 1 });
  });

  test("an account that is no number counts as nothing", () => {
    const telling = { dropped: Number.NaN, failed: -3, pending: Number.POSITIVE_INFINITY };
    const telemetry = new Recorder({ write() {}, health: () => telling });

    telemetry.emitMetric("n", 1);

    expect(telemetry.health().sinks[0]).toMatchObject({ taken: 1, written: 1, dropped: 0, failed: 0, pending: 0 });
  });
});

describe("a sink that takes its time", () => {
  test("what an async write has not done yet is pending, and flush waits for it", async () => {
    const done: (() => void)[] = [];
    const telemetry = new Recorder(
      {
        write: (record) =>
          (record.name === "bad"
            ? Promise.reject(new Error("no"))
            : new Promise<void>((resolve) => done.push(resolve))) as never,
        spanStarted: (() => Promise.resolve()) as never,
      },
      { onSinkError() {} },
    );

    telemetry.trace("x", {}, () => {});
    telemetry.emitMetric("n", 1);
    telemetry.emitMetric("bad", 1);
    expect(telemetry.health().sinks[0]).toMatchObject({
      taken: 3,
      written: 0,
      failed: 0,
      pending: 3,
      starts: { pending: 1 },
    });
    const flushed = telemetry.flush();
    for (const resolve of done) resolve();
    await flushed;

    expect(telemetry.health().sinks[0]).toMatchObject({
      taken: 3,
      written: 2,
      failed: 1,
      pending: 0,
      starts: { written: 1, pending: 0 },
    });
  });

  test("flush waits for what was taken before, and not for what comes meanwhile", async () => {
    const done: (() => void)[] = [];
    const write = () => new Promise<void>((resolve) => done.push(resolve));
    const telemetry = new Recorder({ write: write as never });

    telemetry.emitMetric("before", 1);
    const flushed = telemetry.flush();
    telemetry.emitMetric("meanwhile", 1);
    done[0]?.();
    await flushed;

    expect(telemetry.health().sinks[0]).toMatchObject({ taken: 2, written: 1, pending: 1 });
  });

  test("a time limit that is longer than any timer is the longest there is", async () => {
    const limits: unknown[] = [];
    const warnings: unknown[] = [];
    const keep = (warning: Error) => void warnings.push(warning);
    process.on("warning", keep);
    onTestFinished(() => void process.off("warning", keep));
    const telemetry = new Recorder({ write() {}, flush: async (options) => void limits.push(options) });

    await telemetry.flush({ timeoutMs: Number.POSITIVE_INFINITY });
    await new Promise((resolve) => setImmediate(resolve));

    expect([limits, warnings]).toEqual([[{ timeoutMs: 2 ** 31 - 1 }], []]);
  });

  test("with a flush, a record is pending until a flush has resolved", async () => {
    const telemetry = new Recorder({ write() {}, spanStarted() {}, flush: async () => {} });

    telemetry.trace("x", {}, () => {});
    expect(telemetry.health().sinks[0]).toMatchObject({ written: 0, pending: 1, starts: { pending: 1 } });
    await telemetry.flush();
    telemetry.emitMetric("n", 1);

    expect(telemetry.health().sinks[0]).toMatchObject({ taken: 2, written: 1, pending: 1, starts: { written: 1 } });
  });

  test("one that hangs is told, its records stay pending, and a later answer still counts", async () => {
    const failures: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const telemetry = new Recorder(
      { name: "slow", write() {}, flush: () => promise },
      { onSinkError: ({ message }) => failures.push(message) },
    );
    telemetry.emitMetric("n", 1);

    await telemetry.flush({ timeoutMs: 5 });
    expect(telemetry.health().sinks[0]).toMatchObject({ pending: 1, failed: 0 });
    expect(failures).toEqual(["slow: flush failed: Error: not done within 5 ms"]);
    resolve();
    await telemetry.flush({ timeoutMs: 5 });

    expect(telemetry.health().sinks[0]).toMatchObject({ pending: 0, written: 1 });
  });

  test("what fails outside of a call is told like the rest", () => {
    const failures: SinkFailure[] = [];
    let report: Parameters<NonNullable<Sink["reportTo"]>>[0] = () => {};
    const sink: Sink = {
      name: "mine",
      write() {},
      reportTo: (given) => {
        report = given;
      },
    };
    new Recorder(sink, { onSinkError: (failure) => failures.push(failure) });

    report("no connection", "send");
    report("lost a record");
    report("no connection again", "send");
    report("lost it again");
    report("no room", "write", "room");
    report("no room again", "write", "room");
    report("no answer", "send", "timeout");

    expect(failures.map((failure) => failure.message)).toEqual([
      "mine: send failed: string: no connection",
      "mine: write failed: string: lost a record",
      "mine: write failed: string: no room",
      "mine: send failed: string: no answer",
    ]);
  });
});

test("a sink is called what it calls itself, else by its class, else a sink", () => {
  const write = () => {};
  class ListSink {
    write(): void {}
  }
  const sinks = [{ name: "mine", write }, new ListSink(), Object.assign(Object.create(null), { write }) as Sink];

  const { sinks: accounts } = new Recorder(sinks).health();

  expect(accounts.map(({ sink }) => sink)).toEqual(["mine", "ListSink", "sink"]);
});

test("a sink is one sink, whoever writes to it", () => {
  const memory = new InMemoryTelemetry();
  const multi = new MultiTelemetry([memory, new NoTelemetry()]);

  memory.emitMetric("n", 1);
  multi.emitMetric("n", 1);

  expect(memory.health().sinks).toEqual(multi.health().sinks);
  expect(memory.health().sinks[0]).toMatchObject({ sink: "memory", taken: 2, written: 2 });
});

test("debug says on stderr what is refused, too late, or left out", () => {
  const texts: unknown[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => texts.push(text) > 0);
  onTestFinished(() => write.mockRestore());
  const telemetry = new InMemoryTelemetry({ debug: true });

  telemetry.emitMetric("n", Number.NaN);
  const ended = telemetry.trace("x", {}, (span) => {
    span.link({} as SpanRef, "caused_by");
    return span;
  });
  ended.set({});

  expect(texts).toEqual([
    "heddle: metric n: a counter takes no NaN; refused\n",
    "heddle: x: a link to no span is left out\n",
    "heddle: x: set() after the span has ended does nothing\n",
  ]);
});

test("NODE_DEBUG=heddle turns debug on for all that say nothing of it themselves", () => {
  const program = (options: string) => `
    import { InMemoryTelemetry } from "@heddle/core";
    new InMemoryTelemetry(${options}).emitMetric("n", NaN);`;
  const line = "heddle: metric n: a counter takes no NaN; refused\n";

  expect(run(program("{ debug: true }")).stderr).toBe(line);
  expect(run(program(""), { NODE_DEBUG: "heddle" }).stderr).toBe(line);
  expect(run(program("{ debug: false }"), { NODE_DEBUG: "heddle" }).stderr).toBe("");
  expect(run(program("")).stderr).toBe("");
});

function run(program: string, env: Record<string, string> = {}) {
  const args = ["--conditions=@heddle/source", "--input-type=module", "-e", program];
  return spawnSync(process.execPath, args, {
    encoding: "utf8",
    cwd: import.meta.dirname,
    env: { ...process.env, ...env },
  });
}
