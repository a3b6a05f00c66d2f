import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buffered,
  type DeferOptions,
  deferTraces,
  FileTelemetry,
  InMemoryTelemetry,
  type LiveSink,
  MultiTelemetry,
  NoTelemetry,
  Recorder,
  readJsonl,
  redact,
  type SinkFailure,
  sequentialIds,
  startSpan,
} from "@heddle/core";
import { describe, expect, test } from "vitest";
import { runProgram } from "./run-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const names = (records: readonly { name: string }[]) => records.map(({ name }) => name);
const counts = (telemetry: Recorder) =>
  telemetry.health().sinks.map(({ taken, written, dropped, failed, pending }) => ({
    taken,
    written,
    dropped,
    failed,
    pending,
  }));

function deferred(options: DeferOptions = {}) {
  const memory = new InMemoryTelemetry({ ids: sequentialIds() });
  return { memory, telemetry: deferTraces(memory, options) };
}

/** A live sink, with what reached it. */
function liveSink(mintsIds: boolean) {
  const seen: unknown[][] = [];
  const sink: LiveSink = {
    name: "live",
    mintsIds,
    open(start, byHand) {
      seen.push(["open", start.name, byHand]);
      return {
        ...(mintsIds && { ids: { traceId: "c".repeat(32), spanId: "d".repeat(16) } }),
        run: (work) => work(),
        set: (attributes) => void seen.push(["set", attributes]),
        event: (name, attributes) => void seen.push(["event", name, attributes]),
        link: (_target, kind, attributes) => void seen.push(["link", kind, attributes]),
        fail: (error) => void seen.push(["fail", String(error)]),
        end: (record) => void seen.push(["end", record.name, record.status]),
      };
    },
    write: (record) => void seen.push([record.kind, record.name]),
  };
  return { sink, seen };
}

describe("a deferred trace", () => {
  test("is held until it is sent: spans, those that are open, and its metrics", () => {
    const { memory, telemetry } = deferred();
    const open = startSpan(telemetry, "open");
    open.run(() => telemetry.trace("inside", {}, () => telemetry.emitMetric("count", 1)));

    const before = [memory.spans(), memory.metrics(), memory.openSpans(), counts(telemetry)];
    telemetry.send();

    expect(before).toEqual([
      [],
      [],
      [],
      [
        { taken: 2, written: 0, dropped: 0, failed: 0, pending: 2 },
        { taken: 0, written: 0, dropped: 0, failed: 0, pending: 0 },
      ],
    ]);
    expect(names(memory.spans())).toEqual(["inside"]);
    expect(names(memory.metrics())).toEqual(["count"]);
    expect(names(memory.openSpans())).toEqual(["open"]);
    open.end();
    expect(names(memory.spans())).toEqual(["inside", "open"]);
    expect(counts(telemetry)).toEqual([
      { taken: 3, written: 3, dropped: 0, failed: 0, pending: 0 },
      { taken: 3, written: 3, dropped: 0, failed: 0, pending: 0 },
    ]);
  });

  test("passes at once after it was sent", () => {
    const { memory, telemetry } = deferred();

    telemetry.trace("run", {}, ({ traceId }) => {
      telemetry.send(traceId);
      telemetry.trace("inside", {}, () => expect(names(memory.openSpans())).toEqual(["run", "inside"]));
      telemetry.emitMetric("count", 1);
    });

    expect(names(memory.spans())).toEqual(["inside", "run"]);
    expect(names(memory.metrics())).toEqual(["count"]);
  });

  test("is dropped when it is discarded, with what comes later, and counted", () => {
    const { memory, telemetry } = deferred();

    telemetry.trace("run", {}, ({ traceId }) => {
      telemetry.trace("before", {}, () => {});
      telemetry.discard(traceId);
      telemetry.trace("after", {}, () => telemetry.emitMetric("count", 1));
    });
    telemetry.send();

    expect([memory.spans(), memory.openSpans(), memory.metrics()]).toEqual([[], [], []]);
    expect(counts(telemetry)[0]).toEqual({ taken: 4, written: 0, dropped: 4, failed: 0, pending: 0 });
  });

  test("is decided about by itself; a trace that begins later is held anew", () => {
    const { memory, telemetry } = deferred();
    const run = (name: string) => telemetry.trace(name, {}, ({ traceId }) => traceId);
    const [kept, discarded] = [run("kept"), run("discarded")];
    run("other");

    telemetry.send(kept);
    telemetry.discard(discarded);
    telemetry.send();
    run("late");

    expect(names(memory.spans())).toEqual(["kept", "other"]);
    expect(counts(telemetry)[0]).toEqual({ taken: 4, written: 2, dropped: 1, failed: 0, pending: 1 });
  });

  test("can be decided about before it begins, and the last word counts", () => {
    const { memory, telemetry } = deferred();
    const [early, undecided] = ["a".repeat(32), "b".repeat(32)];
    const record = (name: string, traceId: string) => startSpan(telemetry, name, {}, { parent: null, traceId }).end();

    telemetry.send(early);
    record("sent", early);
    telemetry.discard(undecided);
    const open = startSpan(telemetry, "open", {}, { parent: null, traceId: undecided });
    telemetry.send(undecided);
    open.end();
    telemetry.discard(early);
    record("discarded", early);

    expect(names(memory.spans())).toEqual(["sent", "open"]);
  });

  test("keeps its place beside others; a metric outside of every trace passes", () => {
    const { memory, telemetry } = deferred();
    const beside = new InMemoryTelemetry();
    const both = new MultiTelemetry([beside, telemetry]);

    both.trace("run", {}, () => {});
    both.emitMetric("count", 1);

    expect([names(beside.spans()), names(memory.spans()), names(memory.metrics())]).toEqual([["run"], [], ["count"]]);
    telemetry.send();
    expect(memory.spans()).toEqual(beside.spans());
  });

  test("that is discarded leaves nothing in a file behind other wrappers", () => {
    const path = join(temporaryFolder(), "traces.jsonl");
    const telemetry = deferTraces(redact(new FileTelemetry(path), { keys: ["password"] }));
    const run = (name: string) => telemetry.trace(name, { password: "x" }, ({ traceId }) => traceId);

    telemetry.discard(run("discarded"));
    telemetry.send(run("sent"));

    const { records } = readJsonl(readFileSync(path, "utf8"));
    expect(
      records.map((record) => (record.kind === "span_start" || record.kind === "span" ? record.name : "")),
    ).toEqual(["", "sent", "sent"]);
  });
});

describe("a live sink", () => {
  test("opens its span when the trace is sent, and is told what happened until then", () => {
    const { sink, seen } = liveSink(false);
    const telemetry = deferTraces(sink);

    telemetry.trace("run", {}, (span) => {
      span.set({ a: 1 });
      span.event("before", { b: 2 });
      span.link({ traceId: "a".repeat(32), spanId: "b".repeat(16) }, "retry_of");
      const before = [...seen];
      telemetry.send();
      span.fail(new Error("boom"));
      expect(before).toEqual([]);
    });

    expect(seen).toEqual([
      ["open", "run", true],
      ["set", { a: 1 }],
      ["event", "before", { b: 2 }],
      ["link", "retry_of", {}],
      ["fail", "Error: boom"],
      ["end", "run", "error"],
    ]);
  });

  test("that mints ids opens its span at once, for its id is the trace's; a discarded one is never ended", () => {
    const { sink, seen } = liveSink(true);
    const telemetry = deferTraces(sink);
    const run = (name: string) => telemetry.trace(name, {}, ({ traceId }) => traceId);

    const traceId = run("sent");
    telemetry.send(traceId);
    telemetry.discard(traceId);
    run("discarded");

    expect(traceId).toBe("c".repeat(32));
    expect(seen).toEqual([
      ["open", "sent", false],
      ["end", "sent", "ok"],
      ["open", "discarded", false],
    ]);
  });
});

test("a trace that no id was minted for has the recorder's", () => {
  const open = () => {
    throw new Error("no span today");
  };
  const memory = new InMemoryTelemetry({ onSinkError: () => {} });
  const telemetry = deferTraces(new MultiTelemetry([{ mintsIds: true, open, write() {} } as LiveSink, memory]));

  telemetry.trace("run", {}, ({ traceId }) => telemetry.send(traceId));

  expect(names(memory.spans())).toEqual(["run"]);
});

describe("the limit", () => {
  const fill = (telemetry: Recorder) => {
    startSpan(telemetry, "open");
    for (const name of ["first", "second", "third"]) {
      telemetry.trace(name, {}, () => telemetry.trace(`in ${name}`, {}, () => {}));
    }
  };

  test("discards the oldest trace that has records, counts it, and tells why once", () => {
    const failures: SinkFailure[] = [];
    const memory = new InMemoryTelemetry({ onSinkError: (failure) => failures.push(failure) });
    const telemetry = deferTraces(memory, { maxRecords: 2 });

    fill(telemetry);
    telemetry.send();

    expect(names(memory.spans())).toEqual(["in third", "third"]);
    expect(names(memory.openSpans())).toEqual(["open"]);
    expect(counts(telemetry)[0]).toEqual({ taken: 6, written: 2, dropped: 4, failed: 0, pending: 0 });
    expect(failures.map(({ message }) => message)).toEqual([
      "memory: write failed: Error: deferTraces: more than 2 records are held, so the oldest trace is discarded; send() it earlier",
    ]);
  });

  test("is told beside what the sink itself fails with", () => {
    const failures: string[] = [];
    const write = () => {
      throw new Error("disk full");
    };
    const target = new Recorder({ name: "mine", write }, { onSinkError: ({ error }) => failures.push(String(error)) });
    const telemetry = deferTraces(target, { maxRecords: 2 });

    fill(telemetry);
    telemetry.send();

    expect(failures).toEqual([expect.stringContaining("more than 2 records are held"), "Error: disk full"]);
  });

  test("sends the oldest trace where it is told so", () => {
    const { memory, telemetry } = deferred({ maxRecords: 2, whenFull: "send" });

    fill(telemetry);

    expect(names(memory.spans())).toEqual(["in first", "first", "in second", "second"]);
    expect(counts(telemetry)[0]).toEqual({ taken: 6, written: 4, dropped: 0, failed: 0, pending: 2 });
  });

  test("holds for what is remembered of old decisions, too", () => {
    const { memory, telemetry } = deferred();
    const idOf = (index: number) => index.toString(16).padStart(32, "0");

    for (let index = 1; index <= 10_001; index++) telemetry.send(idOf(index));
    for (const index of [1, 2]) startSpan(telemetry, `${index}`, {}, { parent: null, traceId: idOf(index) }).end();

    expect(names(memory.spans())).toEqual(["2"]);
  });
});

describe("the end", () => {
  test("flush sends nothing, and waits for what was sent", async () => {
    const memory = new InMemoryTelemetry();
    const telemetry = deferTraces(buffered(memory, { intervalMs: 60_000 }));
    const sent = telemetry.trace("sent", {}, ({ traceId }) => traceId);
    telemetry.trace("held", {}, () => {});
    telemetry.send(sent);

    await telemetry.flush();

    expect(names(memory.spans())).toEqual(["sent"]);
    telemetry.discard();
  });

  test.for([
    { onExit: "discard", arrived: [], dropped: 2 },
    { onExit: "send", arrived: ["held", "late"], dropped: 0 },
  ] as const)("disposing follows onExit, $onExit, for what is held and what comes later", async (expected) => {
    const { memory, telemetry } = deferred({ onExit: expected.onExit });
    telemetry.trace("held", {}, () => {});

    await telemetry[Symbol.asyncDispose]();
    telemetry.trace("late", {}, () => {});

    expect(names(memory.spans())).toEqual(expected.arrived);
    expect(counts(telemetry)[0]).toMatchObject({ dropped: expected.dropped, pending: 0 });
  });

  test.for([
    { onExit: "discard", arrived: "" },
    { onExit: "send", arrived: "held\n" },
  ] as const)("a process that exits follows onExit, $onExit", async ({ onExit, arrived }) => {
    const { code, stdout, stderr } = await runProgram("exit-with-deferred.ts", onExit);

    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: arrived, stderr: "" });
  });
});

test("what is no option and no trace is said at once", () => {
  const memory = new NoTelemetry();
  const telemetry = deferTraces(memory);

  expect(() => deferTraces(memory, { maxRecords: 0 })).toThrow(
    new RangeError("deferTraces: maxRecords is 0; give a positive whole number"),
  );
  expect(() => deferTraces(memory, { onExit: "keep" as "send" })).toThrow(
    new TypeError('deferTraces: onExit is "keep"; give "send" or "discard"'),
  );
  expect(() => telemetry.send("run 1")).toThrow(
    new RangeError('deferTraces: send "run 1" is no trace; give 32 lower-case hex digits'),
  );
});
