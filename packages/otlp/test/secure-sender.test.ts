import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { senderTo } from "./sender-to.ts";

const pem = (name: string) => readFileSync(join(import.meta.dirname, "fixtures", name), "utf8");
const cert = pem("loopback-cert.pem");
const key = pem("loopback-key.pem");

/** Takes HTTP/1.1 and HTTP/2 over TLS from whoever shows our certificate, and answers each as its protocol has it. */
async function secureReceiver(): Promise<{ url: string }> {
  const options = { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true, allowHTTP1: true };
  const server: Http2SecureServer = createSecureServer(options, (request, response) => {
    if (request.httpVersion === "1.1") response.end();
  });
  server.on("stream", (stream) => {
    stream.respond({ ":status": 200, "grpc-status": "0" }, { endStream: true });
  });
  server.on("sessionError", () => {});
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe.each(["http/protobuf", "grpc"] as const)("%s over TLS", (protocol) => {
  test("a server and a client with certificates of one's own find each other", async () => {
    const receiver = await secureReceiver();

    const outcome = await senderTo(receiver, protocol, { tls: { ca: cert, cert, key } }).send(
      "traces",
      Buffer.from(""),
    );

    expect(outcome).toEqual({ kind: "accepted", rejected: 0 });
  });

  test("a server that nobody vouches for is a failure", async () => {
    const receiver = await secureReceiver();

    const outcome = await senderTo(receiver, protocol).send("traces", Buffer.from(""));

    expect(outcome).toEqual({ kind: "failed", message: expect.stringMatching(/self.signed certificate/) });
  });
});

test("a handshake that never ends is a failure after the time limit, and lets the process go", async () => {
  const connections: Socket[] = [];
  const server = createServer((connection) => connections.push(connection));
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const outcome = await senderTo({ url }, "grpc", { timeoutMs: 100 }).send("traces", Buffer.from(""));
  await Promise.all(connections.map((connection) => once(connection.resume(), "close")));

  expect(outcome).toEqual({ kind: "failed", message: "no answer within 100 ms" });
});
