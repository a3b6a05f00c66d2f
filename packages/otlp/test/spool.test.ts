import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { InMemoryTelemetry, MultiTelemetry, readJsonl, type Telemetry } from "@heddle/core";
import { OtlpTelemetry } from "@heddle/otlp";
import { describe, expect, test } from "vitest";
import type { Answer, Receiver } from "./receiver.ts";
import { receiverDown, receiverFor } from "./sender-to.ts";
import { telemetryTo } from "./telemetry-to.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const MANY = 100_000;

const record = (telemetry: Telemetry, count: number) => {
  for (let index = 0; index < count; index++) telemetry.trace("step", { index, text: "some words" }, () => {});
};

/** How many different spans have arrived. */
const arrivedAt = (receiver: Receiver) => new Set(receiver.spans().map(({ spanId }) => spanId)).size;

/** `answers` first, one after the other, then "ok". */
const answering = (...answers: Answer[]) => {
  return () => answers.shift() ?? "ok";
};

/** What a run that is over has left. */
const LEFT_LINE = `${JSON.stringify({
  kind: "span",
  name: "left",
  trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
  span_id: "00f067aa0ba902b7",
  started_at: "2026-01-01T00:00:00.000000Z",
  ended_at: "2026-01-01T00:00:00.001000Z",
  duration_ms: 1,
  attributes: {},
})}\n`;

const segmentsIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".jsonl"));

/** The lines that are in a spool. */
const linesIn = (folder: string) =>
  segmentsIn(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("");

describe.each(["http/protobuf", "http/json", "grpc"] as const)("by %s", (protocol) => {
  test("spans arrive as every other sink has them, and metrics added up", async () => {
    const receiver = await receiverFor(protocol);
    const memory = new InMemoryTelemetry();
    const { telemetry: otlp, told } = telemetryTo(receiver, { protocol, spool: temporaryFolder() });
    const telemetry = new MultiTelemetry([memory, otlp]);

    await telemetry.trace("run", { "gen_ai.agent.name": "planner", turn: 1 }, async (run) => {
      run.event("thought", { about: "tools" });
      telemetry.trace("tool", {}, (tool) => tool.fail(new TypeError("x is not a function")));
      telemetry.emitMetric("loom.tokens", 40, { model: "small" });
      telemetry.emitMetric("loom.tokens", 2, { model: "small" });
    });
    await telemetry.flush();

    expect(receiver.spans()).toEqual(memory.spans());
    expect(receiver.metrics().map(({ name, value }) => [name, value])).toEqual([["loom.tokens", 42]]);
    expect(told()).toEqual([]);
  });
});

test("a record is on disk when the call returns, for its owner alone", async () => {
  const folder = temporaryFolder();
  const { telemetry, counts } = telemetryTo(await receiverDown(), { spool: folder });

  telemetry.trace("run", { question: "why" }, () => {});

  expect(readJsonl(linesIn(folder)).records).toMatchObject([{ kind: "resource" }, { kind: "span", name: "run" }]);
  expect(counts()).toEqual({ taken: 1, written: 0, dropped: 0, failed: 0, pending: 1 });
  const modes = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => {
    return (statSync(join(folder, name)).mode & 0o777).toString(8);
  });
  expect([...new Set(modes)].sort()).toEqual(["600", "700"]);
});

test("nothing is left of what has arrived", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverFor();
  const { telemetry, counts } = telemetryTo(receiver, { spool: { folder, segmentBytes: 10_000 } });

  for (let round = 0; round < 5; round++) {
    record(telemetry, 1000);
    await telemetry.flush();
  }
  while (segmentsIn(folder).length > 1) await sleep(5);
  await telemetry.shutdown();

  expect(arrivedAt(receiver)).toBe(5000);
  expect(counts()).toEqual({ taken: 5000, written: 5000, dropped: 0, failed: 0, pending: 0 });
  expect(readdirSync(folder)).toEqual([]);
});

describe("of 100,000 spans none is lost", { timeout: 120_000 }, () => {
  test("when nobody listens from the start", async () => {
    const receiver = await receiverDown();
    const { telemetry, told, counts } = telemetryTo(receiver, { spool: temporaryFolder() });

    record(telemetry, MANY);
    const down = counts();
    await receiver.start();
    await telemetry.flush();

    expect(down).toEqual({ taken: MANY, written: 0, dropped: 0, failed: 0, pending: MANY });
    expect(counts()).toEqual({ taken: MANY, written: MANY, dropped: 0, failed: 0, pending: 0 });
    expect(arrivedAt(receiver)).toBe(MANY);
    expect(told()).toEqual(told().slice(0, 1));
  });

  test("when the receiver is killed in the middle, and comes back", async () => {
    const receiver = await receiverFor();
    const { telemetry, counts } = telemetryTo(receiver, { spool: temporaryFolder(), batch: { intervalMs: 5 } });

    for (let part = 0; part < 10; part++) {
      record(telemetry, MANY / 10);
      if (part === 3) await receiver.kill();
      if (part === 6) await receiver.start();
      await sleep(20);
      const { taken, written, dropped, failed, pending } = counts();
      expect(written + dropped + failed + pending).toBe(taken);
    }
    await telemetry.flush();

    expect(counts()).toEqual({ taken: MANY, written: MANY, dropped: 0, failed: 0, pending: 0 });
    expect(arrivedAt(receiver)).toBe(MANY);
  });

  test.each<[string, Answer]>([
    ["asks to come back later", { status: 429, headers: { "retry-after": "0" } }],
    ["is broken for a while", { status: 500 }],
    ["hangs", "hang"],
    ["cuts connections", "close"],
    ["is slow", { delayMs: 20 }],
  ])("when the receiver %s", async (_, answer) => {
    const receiver = await receiverFor();
    receiver.answer = answering(answer, answer, answer, "ok", answer);
    const { telemetry, counts } = telemetryTo(receiver, { spool: temporaryFolder(), timeoutMs: 500 });

    record(telemetry, MANY);
    await telemetry.flush();

    expect(counts()).toEqual({ taken: MANY, written: MANY, dropped: 0, failed: 0, pending: 0 });
    expect(arrivedAt(receiver)).toBe(MANY);
  });

  test("but those that the receiver refuses, which are counted and told", async () => {
    const receiver = await receiverFor();
    receiver.answer = answering({ rejected: 3, message: "too old" });
    const { telemetry, told, counts } = telemetryTo(receiver, { spool: temporaryFolder() });

    record(telemetry, MANY);
    await telemetry.flush();

    expect(counts()).toEqual({ taken: MANY, written: MANY - 3, dropped: 0, failed: 3, pending: 0 });
    expect(arrivedAt(receiver)).toBe(MANY - 3);
    expect(told()).toEqual(["otlp: write failed: Error: the backend refused 3 spans: too old"]);
  });
});

test("a folder that is full takes no more; what is dropped is counted, and told once", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverDown();
  const { telemetry, told, counts } = telemetryTo(receiver, {
    spool: { folder, maxBytes: 100_000, segmentBytes: 10_000 },
    retry: { firstMs: 60_000, maxMs: 60_000 },
  });

  record(telemetry, 1000);
  const full = counts();
  const { length } = linesIn(folder);
  await receiver.start();
  await telemetry.flush();
  record(telemetry, 10);
  await telemetry.flush();

  expect(length).toBeGreaterThan(99_000);
  expect(length).toBeLessThan(101_000);
  expect(full.taken).toBe(1000);
  expect(full.dropped).toBeGreaterThan(100);
  expect(full.pending).toBe(1000 - full.dropped);
  expect(counts()).toEqual({
    taken: 1010,
    written: 1010 - full.dropped,
    dropped: full.dropped,
    failed: 0,
    pending: 0,
  });
  expect(arrivedAt(receiver)).toBe(1010 - full.dropped);
  expect(told().filter((message) => message.includes("no room"))).toEqual([
    `otlp: write failed: Error: ${folder} has no room for more than 100000 bytes: new records are dropped`,
  ]);
});

test("what the end leaves behind arrives with the next telemetry, also with its resource", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverDown();
  const first = telemetryTo(receiver, { spool: folder, service: "first" });
  first.telemetry.trace("left", {}, () => {});
  first.telemetry.emitMetric("loom.runs", 1);
  await first.telemetry.shutdown({ timeoutMs: 50 });

  await receiver.start();
  const second = telemetryTo(receiver, { spool: folder, service: "second" });
  while (receiver.metrics().length === 0) await sleep(5);
  await second.telemetry.shutdown();

  expect(first.counts()).toEqual({ taken: 2, written: 0, dropped: 0, failed: 0, pending: 2 });
  expect(receiver.spans().map(({ name }) => name)).toEqual(["left"]);
  expect(String(receiver.requests[0]?.body)).toContain("first");
  expect(readdirSync(folder)).toEqual([]);
});

test("an end right after the start gives no false alarm, whatever is left of others", async () => {
  const receiver = await receiverFor();
  for (let round = 0; round < 10; round++) {
    const folder = temporaryFolder();
    for (let run = 0; run < 5; run++) {
      mkdirSync(join(folder, `0000000000-0000000${run}.free`));
      writeFileSync(join(folder, `0000000000-0000000${run}.free`, "00000001.jsonl"), LEFT_LINE);
    }

    const { telemetry, told } = telemetryTo(receiver, { spool: folder });
    await telemetry.flush();
    await sleep(40 + 3 * round);
    await telemetry.shutdown();

    expect(told()).toEqual([]);
  }
});

test.each(["http/protobuf", "http/json", "grpc"] as const)(
  "by %s, spans wait in the spool until the key is mended, which is told",
  async (protocol) => {
    const receiver = await receiverFor(protocol);
    receiver.answer = () => (protocol === "grpc" ? { code: 16, text: "who are you" } : { status: 401 });
    const { telemetry, told, counts } = telemetryTo(receiver, { protocol, spool: temporaryFolder() });

    record(telemetry, 100);
    telemetry.emitMetric("loom.runs", 1);
    while (told().length === 0) await sleep(5);
    await telemetry.flush({ timeoutMs: 500 });
    const refused = counts();
    const { length } = receiver.requests;
    receiver.answer = () => "ok";
    await telemetry.flush();

    expect(refused).toEqual({ taken: 101, written: 0, dropped: 0, failed: 0, pending: 101 });
    expect(length).toBeLessThan(4);
    expect(counts()).toEqual({ taken: 101, written: 101, dropped: 0, failed: 0, pending: 0 });
    expect(arrivedAt(receiver)).toBe(100);
    expect(told()).toEqual([
      expect.stringMatching(/^otlp: send failed: Error: (HTTP 401|UNAUTHENTICATED: who are you); records wait until/),
      "otlp: flush failed: Error: 101 records are not sent after 500 ms",
    ]);
  },
);

test("a key that is wrong in the middle of an outage is told, too", async () => {
  const receiver = await receiverFor();
  receiver.answer = answering({ status: 503 }, { status: 503 }, { status: 403 });
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: temporaryFolder() });

  record(telemetry, 1);
  while (told().length < 2) await sleep(5);
  await telemetry.flush();

  expect(counts()).toMatchObject({ written: 1, pending: 0 });
  expect(told()).toEqual([expect.stringContaining("HTTP 503"), expect.stringContaining("HTTP 403")]);
});

test("a backend that has no place for metrics holds up no spans", async () => {
  const receiver = await receiverFor();
  receiver.answer = ({ signal }) => (signal === "metrics" ? { status: 404 } : "ok");
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: temporaryFolder() });

  telemetry.emitMetric("loom.runs", 1);
  await telemetry.flush();
  record(telemetry, 1);
  await telemetry.flush();

  expect(counts()).toEqual({ taken: 2, written: 1, dropped: 0, failed: 1, pending: 0 });
  expect(told()).toEqual(["otlp: write failed: Error: the backend refused 1 data point: HTTP 404"]);
});

test("a record that comes after the end is kept, and sent", async () => {
  const receiver = await receiverFor();
  const { telemetry, counts } = telemetryTo(receiver, { spool: temporaryFolder() });

  telemetry.trace("early", {}, () => {});
  await telemetry.shutdown();
  telemetry.trace("late", {}, () => {});
  await telemetry.flush();

  expect(receiver.spans().map(({ name }) => name)).toEqual(["early", "late"]);
  expect(counts()).toEqual({ taken: 2, written: 2, dropped: 0, failed: 0, pending: 0 });
});

test("a record that is too large to be read back is counted as failed, and told", async () => {
  const folder = temporaryFolder();
  const { telemetry, told, counts } = telemetryTo(await receiverDown(), { spool: folder });

  telemetry.trace("huge", { text: "x".repeat(64 * 1024 * 1024) }, () => {});

  expect(counts()).toEqual({ taken: 1, written: 0, dropped: 0, failed: 1, pending: 0 });
  expect(told()).toEqual([expect.stringMatching(/RangeError: huge has \d+ characters as a line; .*$/)]);
  expect(linesIn(folder)).toBe("");
});

test("prompts are in the spool, and stay at home", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverFor();
  const { telemetry } = telemetryTo(receiver, { spool: folder });

  telemetry.trace("chat", { "gen_ai.input.messages": "a secret", model: "small" }, () => {});
  const local = linesIn(folder);
  await telemetry.flush();

  expect(local).toContain("a secret");
  expect(receiver.spans().map(({ attributes }) => attributes)).toEqual([{ model: "small" }]);
});

test("with OTEL_SDK_DISABLED there is no folder", () => {
  process.env.OTEL_SDK_DISABLED = "true";
  const folder = join(temporaryFolder(), "spool");

  new OtlpTelemetry({ spool: folder }).trace("run", {}, () => {});

  delete process.env.OTEL_SDK_DISABLED;
  expect(() => readdirSync(folder)).toThrow("ENOENT");
});

describe("a spool that cannot be meant throws at once:", () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");

  test.each<[string, object, string]>([
    ["a file", { spool: file }, `OtlpTelemetry: spool ${JSON.stringify(file)} cannot be used: ENOTDIR`],
    ["no path", { spool: "" }, 'OtlpTelemetry: spool is ""; give the path of a folder'],
    ["a number", { spool: { folder: 3 } }, "OtlpTelemetry: spool is 3; give the path of a folder"],
    ["no room", { spool: { folder: "x", maxBytes: 0 } }, "OtlpTelemetry: spool.maxBytes is 0; give a whole number"],
    [
      "segments of text",
      { spool: { folder: "x", segmentBytes: "many" } },
      'OtlpTelemetry: spool.segmentBytes is "many"; give a whole number',
    ],
    [
      "a fetch",
      { spool: "x", fetch },
      "OtlpTelemetry: a spool is sent by a thread of its own, without your fetch; leave out one of them",
    ],
  ])("%s", (_, options, message) => {
    expect(() => new OtlpTelemetry(options)).toThrow(message);
  });
});
