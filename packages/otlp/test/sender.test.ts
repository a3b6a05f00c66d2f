import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { receiverDown, receiverFor, senderTo } from "./sender-to.ts";

const protocols = ["http/protobuf", "http/json", "grpc"] as const;
const body = Buffer.from("{}");

for (const protocol of protocols) {
  describe(protocol, () => {
    test("a request arrives as it was encoded, with the user's headers", async () => {
      const receiver = await receiverFor(protocol);
      const sender = senderTo(receiver, protocol, { headers: { "x-api-key": "k1" } });

      const outcomes = [await sender.send("traces", body), await sender.send("metrics", Buffer.from('{"a":1}'))];

      const accepted = { kind: "accepted", rejected: 0 };
      expect(outcomes).toEqual([accepted, accepted]);
      expect(receiver.requests.map(({ signal, body }) => [signal, String(body)])).toEqual([
        ["traces", "{}"],
        ["metrics", '{"a":1}'],
      ]);
      expect(receiver.requests[0]?.headers).toMatchObject({ "x-api-key": "k1" });
    });

    test("a request of 3 MB arrives compressed", async () => {
      const receiver = await receiverFor(protocol);
      const sender = senderTo(receiver, protocol, { isCompressed: true });
      const large = Buffer.alloc(3_000_000, "x");

      expect(await sender.send("traces", large)).toEqual({ kind: "accepted", rejected: 0 });
      expect(receiver.requests.map(({ body }) => body.equals(large))).toEqual([true]);
    });

    test("a partial success says how many were refused", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = () => ({ rejected: 300, message: "too old" });

      const outcome = await senderTo(receiver, protocol).send("traces", body);

      expect(outcome).toEqual({ kind: "accepted", rejected: 300, message: "too old" });
    });

    test("requests one after the other share a connection", async () => {
      const receiver = await receiverFor(protocol);
      const sender = senderTo(receiver, protocol);

      for (let i = 0; i < 3; i++) await sender.send("traces", body);

      expect([receiver.requests.length, receiver.connections]).toEqual([3, 1]);
    });

    test("nobody who listens is a failure, until there is one", async () => {
      const receiver = await receiverDown(protocol);
      const sender = senderTo(receiver, protocol);

      const down = await sender.send("traces", body);
      await receiver.start();
      const up = await sender.send("traces", body);

      expect(down).toEqual({ kind: "failed", message: expect.stringContaining("ECONNREFUSED") });
      expect(up).toEqual({ kind: "accepted", rejected: 0 });
    });

    test("a receiver that is killed breaks what is under way, and is found again", async () => {
      const receiver = await receiverFor(protocol);
      const sender = senderTo(receiver, protocol);
      await sender.send("traces", body);
      receiver.answer = () => "hang";
      const hanging = sender.send("traces", body);
      while (receiver.requests.length < 2) await sleep(5);

      await receiver.kill();
      const killed = await hanging;
      receiver.answer = () => "ok";
      await receiver.start();
      const again = await sender.send("traces", body);

      expect(killed).toEqual({ kind: "failed", message: expect.stringMatching(/ECONNREFUSED|closed|NGHTTP2/) });
      expect(again).toEqual({ kind: "accepted", rejected: 0 });
    });

    test("a connection that is cut instead of an answer is a failure", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = () => "close";

      expect(await senderTo(receiver, protocol).send("traces", body)).toMatchObject({ kind: "failed" });
    });

    test("no answer in time is a failure, and the next request goes through", async () => {
      const receiver = await receiverFor(protocol);
      const sender = senderTo(receiver, protocol, { timeoutMs: 100 });
      const late = { kind: "failed", message: "no answer within 100 ms" };
      receiver.answer = () => "hang";

      const hanging = await sender.send("traces", body);
      receiver.answer = () => "ok";
      let next = await sender.send("traces", body);
      // The machine may be busy.
      while (next.kind === "failed") next = await sender.send("traces", body);

      expect([hanging, next]).toEqual([late, { kind: "accepted", rejected: 0 }]);
    });

    test("a connection that was closed while it was idle is no failure", async () => {
      const receiver = await receiverFor(protocol);
      const sender = senderTo(receiver, protocol);

      await sender.send("traces", body);
      receiver.cut();
      const outcome = await sender.send("traces", body);

      expect([outcome, receiver.connections]).toEqual([{ kind: "accepted", rejected: 0 }, 2]);
    });

    test("a late answer within the time is an answer", async () => {
      const receiver = await receiverFor(protocol);
      receiver.answer = () => ({ delayMs: 50 });

      expect(await senderTo(receiver, protocol).send("traces", body)).toEqual({ kind: "accepted", rejected: 0 });
    });

    test("closing makes what is under way fail", async () => {
      const receiver = await receiverFor(protocol);
      const sender = senderTo(receiver, protocol);
      receiver.answer = () => "hang";

      const hanging = sender.send("traces", body);
      while (receiver.requests.length < 1) await sleep(5);
      await sender.close();

      expect(await hanging).toEqual({ kind: "failed", message: "the connection was closed" });
    });
  });
}

test("a fetch that never answers is a failure after the time limit, and what it throws is told", async () => {
  const refused = [new Error("connect ECONNREFUSED ::1:4318"), new Error("connect ECONNREFUSED 127.0.0.1:4318")];
  const reasons = [
    new TypeError("fetch failed", { cause: new Error("certificate has expired") }),
    new AggregateError(refused),
    Object.assign(new Error(""), { code: "EPIPE" }),
    new RangeError(""),
    "out of order",
    Object.create(null),
  ];
  const fetches = [() => new Promise<never>(() => {}), ...reasons.map((reason) => () => Promise.reject(reason))];
  const messages: unknown[] = [];
  for (const fetch of fetches) {
    const sender = senderTo({ url: "http://host" }, "http/protobuf", { fetch, timeoutMs: 50 });
    messages.push(await sender.send("traces", body));
  }

  expect(messages).toEqual(
    [
      "no answer within 50 ms",
      "certificate has expired",
      "connect ECONNREFUSED ::1:4318, connect ECONNREFUSED 127.0.0.1:4318",
      "EPIPE",
      "RangeError",
      "out of order",
      "the reason cannot be read",
    ].map((message) => ({ kind: "failed", message })),
  );
});

test("a port that speaks another protocol is told as one", async () => {
  const [http, grpc] = [await receiverFor("http/protobuf"), await receiverFor("grpc")];

  expect(await senderTo(grpc, "http/protobuf").send("traces", body)).toEqual({
    kind: "failed",
    message: expect.stringMatching(
      /^Parse Error: .*: no answer of HTTP; if the port is one of gRPC, give protocol "grpc"$/,
    ),
  });
  expect(await senderTo(http, "grpc").send("traces", body)).toEqual({
    kind: "failed",
    message: 'Protocol error: no answer of gRPC; if the port is one of HTTP, give protocol "http/protobuf"',
  });
});
