import { setTimeout as sleep } from "node:timers/promises";
import type { OtlpProtocol, OtlpTelemetry } from "@heddle/otlp";
import { describe, expect, test } from "vitest";
import type { Answer, Receiver } from "./receiver.ts";
import { receiverDown, receiverFor } from "./sender-to.ts";
import { telemetryTo } from "./telemetry-to.ts";

const record = (telemetry: OtlpTelemetry, names: readonly string[]) => {
  for (const name of names) telemetry.trace(name, {}, () => {});
};

const arrivedAt = (receiver: Receiver) => [...new Set(receiver.spans().map(({ name }) => name))].sort();

/** `answers` first, one after the other, then "ok". */
const answering = (...answers: Answer[]) => {
  return () => answers.shift() ?? "ok";
};

const isHttp = (protocol: OtlpProtocol) => protocol !== "grpc";

/** `google.rpc.Status` with a `RetryInfo` of so many seconds, up to 127. */
const retryInfo = (seconds: number) => {
  const type = "type.googleapis.com/google.rpc.RetryInfo";
  const any = Buffer.concat([
    Buffer.from([0x0a, type.length]),
    Buffer.from(type),
    Buffer.from([0x12, 4, 0x0a, 2, 0x08, seconds]),
  ]);
  return Buffer.concat([Buffer.from([0x1a, any.length]), any]);
};

const throttled = (protocol: OtlpProtocol, seconds: number): Answer =>
  isHttp(protocol)
    ? { status: 429, headers: { "content-type": "text/plain", "retry-after": String(seconds) }, text: "slow down" }
    : { code: 8, text: "slow down", trailers: { "grpc-status-details-bin": retryInfo(seconds) } };

const unavailable = (protocol: OtlpProtocol): Answer =>
  isHttp(protocol)
    ? { status: 500, headers: { "content-type": "text/plain" }, text: "broken" }
    : { code: 14, text: "broken" };

describe.each(["http/protobuf", "http/json", "grpc"] as const)(
  "by %s, every record arrives and the outage is told once",
  (protocol) => {
    test("when nobody listens from the start", async () => {
      const receiver = await receiverDown(protocol);
      const { telemetry, told, counts } = telemetryTo(receiver, { protocol, batch: { intervalMs: 1 } });

      record(telemetry, ["one", "two"]);
      telemetry.emitMetric("loom.runs", 1);
      while (told().length === 0) await sleep(5);
      await telemetry.flush({ timeoutMs: 200 });
      const down = counts();
      await receiver.start();
      await telemetry.flush();

      expect(down).toEqual({ taken: 3, written: 0, dropped: 0, failed: 0, pending: 3 });
      expect(counts()).toEqual({ taken: 3, written: 3, dropped: 0, failed: 0, pending: 0 });
      expect(arrivedAt(receiver)).toEqual(["one", "two"]);
      expect(receiver.metrics().map(({ value }) => value)).toEqual([1]);
      expect(told()).toEqual([
        expect.stringMatching(/^otlp: send failed: Error: .*ECONNREFUSED.*; records wait, and it is tried again$/),
        expect.stringMatching(/^otlp: flush failed: Error: 3 records are not sent after 200 ms: .*ECONNREFUSED/),
      ]);
    });

    test("when the receiver is killed in the middle, and comes back", async () => {
      const receiver = await receiverFor(protocol);
      const { telemetry, told, counts } = telemetryTo(receiver, { protocol, batch: { maxSpans: 10, intervalMs: 5 } });
      const names = Array.from({ length: 300 }, (_, index) => `span ${index}`).sort();

      for (const [index, name] of names.entries()) {
        record(telemetry, [name]);
        if (index === 100) await receiver.kill();
        if (index === 200) await receiver.start();
        if (index % 10 === 9) await sleep(2);
      }
      await telemetry.flush();

      expect(counts()).toEqual({ taken: 300, written: 300, dropped: 0, failed: 0, pending: 0 });
      expect(arrivedAt(receiver)).toEqual(names);
      expect(told()).toEqual([expect.stringMatching(/^otlp: send failed: /)]);
    });

    test("when the receiver is broken for a while", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = answering(unavailable(protocol), unavailable(protocol), unavailable(protocol));
      const { telemetry, told, counts } = telemetryTo(receiver, { protocol });

      record(telemetry, ["one"]);
      await telemetry.flush();

      expect(counts()).toEqual({ taken: 1, written: 1, dropped: 0, failed: 0, pending: 0 });
      expect(receiver.requests).toHaveLength(4);
      expect(told()).toEqual([expect.stringContaining("broken; records wait, and it is tried again")]);
    });

    test("when the receiver asks to come back later", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = answering(throttled(protocol, 0));
      const { telemetry, told, counts } = telemetryTo(receiver, {
        protocol,
        retry: { firstMs: 60_000, maxMs: 60_000 },
      });

      record(telemetry, ["one"]);
      await telemetry.flush();

      expect(counts()).toEqual({ taken: 1, written: 1, dropped: 0, failed: 0, pending: 0 });
      expect(told()).toEqual([expect.stringContaining("slow down; records wait, and it is tried again")]);
    });

    test("when the receiver asks to come back at once, again and again, which is done once", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = () => throttled(protocol, 0);
      const { telemetry, counts } = telemetryTo(receiver, { protocol, retry: { firstMs: 60_000, maxMs: 60_000 } });

      record(telemetry, ["one"]);
      const flushed = telemetry.flush({ timeoutMs: 1000 });
      while (receiver.requests.length < 2) await sleep(5);
      await flushed;

      expect(receiver.requests).toHaveLength(2);
      expect(counts()).toEqual({ taken: 1, written: 0, dropped: 0, failed: 0, pending: 1 });
    });

    test("when the receiver asks to come back later, not before that", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = answering(throttled(protocol, 100));
      const { telemetry, told, counts } = telemetryTo(receiver, { protocol, batch: { maxSpans: 1 } });

      record(telemetry, ["one"]);
      while (told().length === 0) await sleep(5);
      record(telemetry, ["two"]);
      await telemetry.flush({ timeoutMs: 100 });

      expect(receiver.requests).toHaveLength(1);
      expect(counts()).toEqual({ taken: 2, written: 0, dropped: 0, failed: 0, pending: 2 });
    });

    test("when the receiver hangs", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = answering("hang", "hang");
      const { telemetry, told, counts } = telemetryTo(receiver, { protocol, timeoutMs: 50 });

      record(telemetry, ["one"]);
      await telemetry.flush();

      expect(counts()).toEqual({ taken: 1, written: 1, dropped: 0, failed: 0, pending: 0 });
      expect(told()).toEqual([expect.stringContaining("no answer within 50 ms; records wait, and it is tried again")]);
    });

    test("when connections are cut", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = answering("close", "close");
      const { telemetry, told, counts } = telemetryTo(receiver, { protocol });

      record(telemetry, ["one"]);
      await telemetry.flush();

      expect(counts()).toEqual({ taken: 1, written: 1, dropped: 0, failed: 0, pending: 0 });
      expect(arrivedAt(receiver)).toEqual(["one"]);
      expect(told()).toEqual([expect.stringContaining("; records wait, and it is tried again")]);
    });

    test("when answers are slow", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = () => ({ delayMs: 30 });
      const { telemetry, told, counts } = telemetryTo(receiver, { protocol, batch: { maxSpans: 1 } });

      record(telemetry, ["one", "two", "three", "four", "five"]);
      await telemetry.flush();

      expect(counts()).toEqual({ taken: 5, written: 5, dropped: 0, failed: 0, pending: 0 });
      expect(told()).toEqual([]);
    });
  },
);

test("a request that only fails does not hold up the others", async () => {
  const receiver = await receiverFor();
  receiver.answer = ({ body }) => (body.includes("poison") ? { status: 500 } : "ok");
  const { telemetry, counts } = telemetryTo(receiver, { batch: { maxSpans: 1, maxRequests: 1 } });

  record(telemetry, ["poison", "one", "two", "three"]);
  while (counts().written < 3) await sleep(5);

  expect(arrivedAt(receiver)).toEqual(["one", "three", "two"]);
  expect(counts()).toMatchObject({ pending: 1 });
});

test("no more requests are under way at once than there may be", async () => {
  const receiver = await receiverFor();
  const open: number[] = [];
  receiver.answer = () => {
    open.push(receiver.connections);
    return { delayMs: 20 };
  };
  const { telemetry } = telemetryTo(receiver, { batch: { maxSpans: 1, maxRequests: 4 } });

  record(
    telemetry,
    Array.from({ length: 20 }, (_, index) => `span ${index}`),
  );
  await telemetry.flush();

  expect(Math.max(...open)).toBe(4);
});

test("waits become longer from failure to failure, up to the longest", async () => {
  const receiver = await receiverFor();
  const times: number[] = [];
  receiver.answer = () => {
    times.push(performance.now());
    return times.length < 5 ? { status: 503 } : "ok";
  };
  const { telemetry, counts } = telemetryTo(receiver, { batch: { intervalMs: 1 }, retry: { firstMs: 20, maxMs: 80 } });

  record(telemetry, ["one"]);
  while (counts().pending > 0) await sleep(5);

  const waits = times.slice(1).map((time, index) => time - (times[index] as number));
  for (const [index, atLeast] of [10, 20, 40, 40].entries()) expect(waits[index]).toBeGreaterThan(atLeast - 1);
});
