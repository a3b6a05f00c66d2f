/** The HTTP side of the receiver. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { partialSuccess } from "./partial-success.ts";
import type { Answer, End } from "./receiver.ts";

export const httpEnd: End = (answer) => {
  const server = createServer(async (request, response) => {
    // A connection that breaks in the middle of a request has nothing to be answered.
    const chunks = await request.toArray().catch(() => undefined);
    if (chunks === undefined) return;
    const bytes = Buffer.concat(chunks);
    const { headers, url = "" } = request;
    const body = headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
    const signal = url.endsWith("/v1/metrics") ? "metrics" : "traces";
    respond(request, response, answer({ signal, headers: { ...headers, ":path": url }, body }));
  });
  return (connection) => server.emit("connection", connection);
};

function respond(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const type = String(request.headers["content-type"]);
  if (answer === "hang") return;
  if (answer === "close") request.socket.destroy();
  else if (typeof answer === "object" && "delayMs" in answer) {
    setTimeout(() => respond(request, response, "ok"), answer.delayMs);
  } else if (typeof answer === "object" && "status" in answer) {
    response.writeHead(answer.status, { "content-type": type, ...answer.headers }).end(answer.text);
  } else if (typeof answer === "object" && "code" in answer) {
    throw new Error(`HTTP has no code ${answer.code}; give a status`);
  } else {
    const partial = typeof answer === "object" && "rejected" in answer ? answer : undefined;
    response.writeHead(200, { "content-type": type }).end(partialSuccess(partial, type.includes("json")));
  }
}
