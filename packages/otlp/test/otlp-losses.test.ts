import { setTimeout as sleep } from "node:timers/promises";
import type { OtlpProtocol, OtlpTelemetry } from "@heddle/otlp";
import { describe, expect, test } from "vitest";
import type { Answer } from "./receiver.ts";
import { receiverDown, receiverFor } from "./sender-to.ts";
import { telemetryTo } from "./telemetry-to.ts";

const record = (telemetry: OtlpTelemetry, count: number) => {
  for (let index = 0; index < count; index++) telemetry.trace("step", { index }, () => {});
};

const refusal = (protocol: OtlpProtocol): Answer =>
  protocol === "grpc"
    ? { code: 16, text: "who are you" }
    : { status: 401, headers: { "content-type": "text/plain" }, text: "who are you" };

const tooLarge = (protocol: OtlpProtocol): Answer =>
  protocol === "grpc"
    ? { code: 8, text: "grpc: received message larger than max (5 vs. 4)" }
    : { status: 413, headers: { "content-type": "text/plain" }, text: "" };

describe.each(["http/protobuf", "http/json", "grpc"] as const)(
  "by %s, what is lost is counted and told once",
  (protocol) => {
    test("when the receiver refuses", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = () => refusal(protocol);
      const { telemetry, told, counts } = telemetryTo(receiver, { protocol });

      record(telemetry, 3);
      telemetry.emitMetric("loom.runs", 1, { run: 1 });
      telemetry.emitMetric("loom.runs", 1, { run: 2 });
      await telemetry.flush();
      record(telemetry, 1);
      await telemetry.flush();

      expect(counts()).toEqual({ taken: 6, written: 0, dropped: 0, failed: 6, pending: 0 });
      expect(told()).toEqual([
        expect.stringMatching(
          /^otlp: write failed: Error: the backend refused (3 spans|2 data points): .*who are you$/,
        ),
      ]);
    });

    test("when the receiver takes a part", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = ({ signal }) => ({ rejected: signal === "traces" ? 2 : 1, message: "too old" });
      const { telemetry, told, counts } = telemetryTo(receiver, { protocol });

      record(telemetry, 5);
      await telemetry.flush();
      telemetry.emitMetric("loom.runs", 1);
      telemetry.emitMetric("loom.runs", 1);
      await telemetry.flush();

      expect(counts()).toEqual({ taken: 7, written: 3, dropped: 0, failed: 4, pending: 0 });
      expect(receiver.spans()).toHaveLength(3);
      expect(told()).toEqual(["otlp: write failed: Error: the backend refused 2 spans: too old"]);
    });

    test("when one span alone is too large", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = ({ body }) => (body.length > 3000 ? tooLarge(protocol) : "ok");
      const { telemetry, told, counts } = telemetryTo(receiver, { protocol });

      record(telemetry, 100);
      telemetry.trace("large", { text: "x".repeat(5000) }, () => {});
      await telemetry.flush();

      expect(counts()).toEqual({ taken: 101, written: 100, dropped: 0, failed: 1, pending: 0 });
      expect(new Set(receiver.spans().map(({ attributes }) => attributes.index)).size).toBe(100);
      expect(told()).toEqual([expect.stringMatching(/^otlp: write failed: Error: the backend refused 1 span: /)]);
    });
  },
);

test("metrics that are too large together are halved", async () => {
  const receiver = await receiverFor();
  receiver.answer = ({ body }) => (body.length > 1000 ? tooLarge("http/protobuf") : "ok");
  const { telemetry, told, counts } = telemetryTo(receiver);

  for (let run = 0; run < 101; run++) telemetry.emitMetric("loom.runs", 1, { run });
  telemetry.emitMetric("loom.huge", 1, { text: "x".repeat(2000) });
  await telemetry.flush();

  expect(receiver.metrics()).toHaveLength(101);
  expect(counts()).toEqual({ taken: 102, written: 101, dropped: 0, failed: 1, pending: 0 });
  expect(told()).toEqual(["otlp: write failed: Error: the backend refused 1 data point: HTTP 413"]);
});

test("a refusal without a word is told, too", async () => {
  const receiver = await receiverFor();
  receiver.answer = () => ({ rejected: 1, message: "" });
  const { telemetry, told } = telemetryTo(receiver);

  record(telemetry, 1);
  await telemetry.flush();

  expect(told()).toEqual(["otlp: write failed: Error: the backend refused 1 span: no reason given"]);
});

test("each sort of loss is told once of its own", async () => {
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver, { maxQueueBytes: 1000 });
  const answers: Answer[] = [
    { rejected: 1, message: "too old" },
    { status: 401 },
    { status: 413 },
    { rejected: 1, message: "too new" },
    { status: 401 },
  ];
  receiver.answer = () => answers.shift() ?? "ok";

  for (let round = 0; round < 5; round++) {
    record(telemetry, 1);
    await telemetry.flush();
  }
  record(telemetry, 10);
  await telemetry.flush();

  expect(counts()).toMatchObject({ taken: 15, failed: 5, pending: 0 });
  expect(told()).toEqual([
    "otlp: write failed: Error: the backend refused 1 span: too old",
    "otlp: write failed: Error: the backend refused 1 span: HTTP 401",
    "otlp: write failed: Error: the backend refused 1 span: HTTP 413",
    "otlp: write failed: Error: 1000 bytes wait to be sent, which is the bound: new records are dropped",
  ]);
});

test("each sort of outage is told once of its own", async () => {
  const receiver = await receiverFor();
  const { telemetry, told } = telemetryTo(receiver, { timeoutMs: 100 });
  const suffer = async (...answers: Answer[]) => {
    receiver.answer = () => answers.shift() ?? "ok";
    record(telemetry, 1);
    await telemetry.flush();
  };
  const isTold = (words: RegExp) => told().some((message) => words.test(message));

  // On a busy machine another request may be late, which is told first then.
  while (!isTold(/503/)) await suffer({ status: 503 });
  while (!isTold(/no answer/)) await suffer("hang");
  // One over a connection that was idle is made again at once.
  while (!isTold(/hang up|ECONNRESET/)) await suffer("close", "close");
  await suffer({ status: 503 });

  expect(told().sort()).toEqual([
    "otlp: send failed: Error: HTTP 503; records wait, and it is tried again",
    "otlp: send failed: Error: no answer within 100 ms; records wait, and it is tried again",
    expect.stringMatching(/^otlp: send failed: Error: (socket hang up|.*ECONNRESET)/),
  ]);
});

test("a backend that takes all, and warns, is told once", async () => {
  const receiver = await receiverFor();
  receiver.answer = () => ({ rejected: 0, message: "this version goes away" });
  const { telemetry, told, counts } = telemetryTo(receiver);

  for (let round = 0; round < 2; round++) {
    record(telemetry, 1);
    await telemetry.flush();
  }

  expect(counts()).toEqual({ taken: 2, written: 2, dropped: 0, failed: 0, pending: 0 });
  expect(told()).toEqual(["otlp: send failed: Error: the backend took all, and warns: this version goes away"]);
});

test("at the bound of memory new records are dropped, counted and told once, and those before them arrive", async () => {
  const receiver = await receiverDown();
  const { telemetry, told, counts } = telemetryTo(receiver, { maxQueueBytes: 100_000 });

  record(telemetry, 10_000);
  const full = counts();
  await receiver.start();
  await telemetry.flush();
  record(telemetry, 1);
  await telemetry.flush();

  expect(full.dropped).toBeGreaterThan(9000);
  expect(full.dropped + full.pending).toBe(10_000);
  expect(counts()).toEqual({ taken: 10_001, written: full.pending + 1, dropped: full.dropped, failed: 0, pending: 0 });
  expect(receiver.spans()).toHaveLength(full.pending + 1);
  expect(told()).toEqual([
    "otlp: write failed: Error: 100000 bytes wait to be sent, which is the bound: new records are dropped",
  ]);
});

test("metrics of more instruments than there may be are dropped, counted and told once", async () => {
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver);

  for (let index = 0; index < 1002; index++) telemetry.emitMetric(`loom.runs.${index}`, 1);
  await telemetry.flush();

  expect(counts()).toEqual({ taken: 1002, written: 1000, dropped: 2, failed: 0, pending: 0 });
  expect(told()).toEqual([
    'otlp: write failed: Error: the metric "loom.runs.1000" is dropped: there are too many instruments, or it is no number',
  ]);
});

test("one record always has room, however little there is", async () => {
  const receiver = await receiverFor();
  const { telemetry, counts } = telemetryTo(receiver, { maxQueueBytes: 1 });

  record(telemetry, 2);
  await telemetry.flush();
  record(telemetry, 1);
  await telemetry.flush();

  expect(counts()).toEqual({ taken: 3, written: 2, dropped: 1, failed: 0, pending: 0 });
});

test("shutdown gives up what cannot be sent in its time, counts it and tells it", async () => {
  const receiver = await receiverDown();
  const { telemetry, told, counts } = telemetryTo(receiver, { batch: { intervalMs: 1 } });

  record(telemetry, 5);
  telemetry.emitMetric("loom.runs", 1);
  while (told().length === 0) await sleep(5);
  await telemetry.shutdown({ timeoutMs: 200 });

  expect(counts()).toEqual({ taken: 6, written: 0, dropped: 0, failed: 6, pending: 0 });
  expect(told()).toEqual([
    expect.stringContaining("records wait, and it is tried again"),
    expect.stringContaining("6 records are not sent after 200 ms"),
    expect.stringMatching(/^otlp: write failed: Error: 6 records are lost: the telemetry was given up; .*ECONNREFUSED/),
  ]);
});

test("what is under way when everything is given up is counted once", async () => {
  const receiver = await receiverFor();
  receiver.answer = () => "hang";
  const { telemetry, counts } = telemetryTo(receiver);

  record(telemetry, 2);
  telemetry.emitMetric("loom.runs", 1);
  await telemetry.flush({ timeoutMs: 50 });
  await telemetry.shutdown({ timeoutMs: 1 });
  receiver.answer = () => "ok";
  record(telemetry, 1);
  telemetry.emitMetric("loom.runs", 1);
  await telemetry.flush();

  expect(counts()).toEqual({ taken: 5, written: 2, dropped: 0, failed: 3, pending: 0 });
});

test("the accounts are balanced at every moment", async () => {
  const receiver = await receiverFor();
  const answers: Answer[] = [
    "ok",
    { status: 503 },
    "close",
    { rejected: 1, message: "old" },
    { status: 400 },
    { status: 413 },
  ];
  let index = 0;
  receiver.answer = () => answers[index++ % answers.length] as Answer;
  const { telemetry, counts } = telemetryTo(receiver, { batch: { maxSpans: 5, intervalMs: 1 }, maxQueueBytes: 10_000 });

  for (let round = 0; round < 200; round++) {
    record(telemetry, 3);
    if (round % 5 === 0) telemetry.emitMetric("loom.rounds", 1, { round });
    const { taken, written, dropped, failed, pending } = counts();
    expect([written + dropped + failed + pending, Math.min(0, written, dropped, failed, pending)]).toEqual([taken, 0]);
    if (round % 10 === 0) await sleep(1);
  }
  await telemetry.flush();

  expect(counts()).toMatchObject({ taken: 640, pending: 0 });
});

/** What the process calls when it comes to its end. */
const callListeners = (event: "beforeExit" | "exit", name: string) => {
  for (const listener of process.listeners(event as "exit")) if (listener.name === name) listener(0);
};

test("the natural end of the process waits for what is pending, once at a time", async () => {
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver, { batch: { intervalMs: 60_000 } });

  record(telemetry, 3);
  callListeners("beforeExit", "finishAll");
  callListeners("beforeExit", "finishAll");
  while (counts().pending > 0) await sleep(5);
  record(telemetry, 1);
  callListeners("beforeExit", "finishAll");
  while (counts().pending > 0) await sleep(5);

  expect(receiver.requests).toHaveLength(2);
  expect(counts()).toEqual({ taken: 4, written: 4, dropped: 0, failed: 0, pending: 0 });
  expect(told()).toEqual([]);
});

test("the natural end of the process waits no longer than it may, and what is lost is counted and told", async () => {
  const receiver = await receiverDown();
  const { telemetry, told, counts } = telemetryTo(receiver, { exitTimeoutMs: 0 });

  record(telemetry, 3);
  callListeners("beforeExit", "finishAll");
  while (counts().pending > 0) await sleep(5);

  expect(counts()).toEqual({ taken: 3, written: 0, dropped: 0, failed: 3, pending: 0 });
  expect(told()).toEqual([
    expect.stringContaining("3 records are lost: the process has come to its end; 3 records are not sent"),
  ]);
});

test("what is pending when the process exits is counted and told", async () => {
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver);

  record(telemetry, 1);
  callListeners("exit", "drainAll");
  const before = counts();
  callListeners("exit", "noteExit");
  callListeners("exit", "drainAll");

  expect(before).toMatchObject({ failed: 0, pending: 1 });
  expect(counts()).toEqual({ taken: 1, written: 0, dropped: 0, failed: 1, pending: 0 });
  expect(told()).toEqual([
    "otlp: write failed: Error: 1 record is lost: the process exited first; await flush() before process.exit()",
  ]);
});
