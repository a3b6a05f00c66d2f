/** A server on the loopback that answers as its paths say. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { onTestFinished } from "vitest";

export interface TestServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly port: number;
  /** What it was asked, in order. */
  readonly requests: readonly IncomingMessage[];
}

const paths: Readonly<Record<string, RequestListener>> = {
  "/redirect": (_, response) => response.writeHead(302, { location: "/ok" }).end(),
  "/empty": (_, response) => response.writeHead(204).end(),
  "/missing": (_, response) => response.writeHead(404).end("no such thing"),
  "/busy": (_, response) => response.writeHead(503).end(),
  "/never": () => {},
  "/drop": (request) => request.socket.destroy(),
  "/half": (_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("x", () => response.destroy());
  },
  "/endless": (_, response) => response.writeHead(200).write("x"),
  "/hints": (_, response) => {
    response.writeEarlyHints({ link: "</style.css>; rel=preload" });
    response.end("hello");
  },
};

export async function testServer(): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const path = request.url?.split("?")[0] ?? "";
    (paths[path] ?? ((_, found) => found.setHeader("x-answer", "42").end("hello")))(request, response);
  });
  server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"));
  server.on("connect", (_, socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, port, requests };
}
