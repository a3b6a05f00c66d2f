import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { senderTo } from "./sender-to.ts";

/** A server of HTTP/2 that need not know gRPC. */
async function http2Server(onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void) {
  const server = createServer();
  const sessions = new Set<{ destroy(): void }>();
  server.on("session", (session) => sessions.add(session));
  server.on("stream", (stream, headers) =>
    onStream(
      stream.on("error", () => {}),
      headers,
    ),
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sessions };
}

const send = (server: { url: string }) => senderTo(server, "grpc").send("traces", Buffer.from(""));

test("a proxy's own answer means what it means over HTTP", async () => {
  const server = await http2Server((stream) => {
    stream.respond({ ":status": 503, "content-type": "text/plain", "retry-after": "2" });
    stream.end("no upstream");
  });

  expect(await send(server)).toEqual({ kind: "failed", message: "HTTP 503: no upstream", retryAfterMs: 2000 });
});

test("a success that is none of gRPC is a failure", async () => {
  const server = await http2Server((stream) => {
    stream.respond({ ":status": 200, "content-type": "text/html" });
    stream.end("x".repeat(200_000));
  });

  expect(await send(server)).toEqual({ kind: "failed", message: "an answer without a status of gRPC" });
});

test("a message that is badly escaped is given as it came", async () => {
  const server = await http2Server((stream) => {
    stream.respond({ ":status": 200, "grpc-status": "3", "grpc-message": "100%" }, { endStream: true });
  });

  expect(await send(server)).toEqual({ kind: "refused", message: "INVALID_ARGUMENT: 100%" });
});

test("a call that is refused is made again on another connection, once", async () => {
  const codes = [0, 7, 0, 7, 7];
  const server = await http2Server((stream) => {
    const code = codes.shift() as number;
    if (code > 0) stream.close(code);
    else stream.respond({ ":status": 200, "grpc-status": "0" }, { endStream: true });
  });
  const sender = senderTo(server, "grpc");
  const outcomes: unknown[] = [];

  for (let call = 0; call < 3; call++) outcomes.push(await sender.send("traces", Buffer.from("")));

  const accepted = { kind: "accepted", rejected: 0 };
  const failed = { kind: "failed", message: expect.stringContaining("NGHTTP2_REFUSED_STREAM") };
  expect([outcomes, codes]).toEqual([[accepted, accepted, failed], []]);
});

test("a stream that is reset is a failure", async () => {
  const server = await http2Server((stream) => stream.close(2));

  expect(await send(server)).toEqual({ kind: "failed", message: expect.stringContaining("NGHTTP2_INTERNAL_ERROR") });
});

test("an answer to a request that nobody reads to its end is an answer", async () => {
  const server = await http2Server((stream) => {
    stream.pause();
    stream.respond({ ":status": 200 }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "8", "grpc-message": "larger than max" }));
    stream.end();
  });

  const outcome = await senderTo(server, "grpc").send("traces", Buffer.alloc(25_000_000));

  expect(outcome).toEqual({ kind: "refused", message: "RESOURCE_EXHAUSTED: larger than max", isTooLarge: true });
});

test("a call that ends without an answer is a failure", async () => {
  const server = await http2Server((stream) => stream.close(0));

  expect(await send(server)).toEqual({ kind: "failed", message: "the connection was closed before an answer" });
});

test("after a server has said goodbye, the next call goes over a new connection", async () => {
  const server = await http2Server((stream) => {
    stream.session?.goaway(0, stream.id);
    stream.respond({ ":status": 200, "grpc-status": "0" }, { endStream: true });
  });
  const sender = senderTo(server, "grpc");

  const outcomes = [await sender.send("traces", Buffer.from("")), await sender.send("traces", Buffer.from(""))];

  const accepted = { kind: "accepted", rejected: 0 };
  expect([outcomes, server.sessions.size]).toEqual([[accepted, accepted], 2]);
});
