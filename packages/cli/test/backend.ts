/** An OTLP backend on the loopback. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { SpanRecord } from "@heddle/core";
import { decodeTraces } from "@heddle/otlp";
import { onTestFinished } from "vitest";

/** What a request is answered with. */
interface BackendAnswer {
  readonly status: number;
  readonly text?: string;
  /** `text/plain` unless given. */
  readonly type?: string;
}

/** A backend, and what it was sent. */
export interface Backend {
  readonly url: string;
  readonly requests: IncomingMessage[];
  /** Of requests that were answered with 200. */
  readonly spans: SpanRecord[];
  /** What the next requests are answered with. */
  answer: (request: IncomingMessage) => BackendAnswer;
  /** Resolves when so many requests have come. */
  received: (requests: number) => Promise<void>;
}

/** It lasts until the test is over. */
export async function backend(): Promise<Backend> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { status, text = "", type = "text/plain" } = made.answer(request);
    if (status === 200 && request.url === "/v1/traces")
      made.spans.push(...decodeTraces(body).flatMap(({ spans }) => spans));
    response.writeHead(status, { "content-type": type }).end(text);
    made.requests.push(request);
    server.emit("received");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const made: Backend = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    spans: [],
    answer: () => ({ status: 200 }),
    received: async (requests) => {
      while (made.requests.length < requests) await once(server, "received");
    },
  };
  return made;
}

/** Where nobody listens: a port that was just let go of may be another test's by now. */
export const nobody = "http://127.0.0.1:1";
