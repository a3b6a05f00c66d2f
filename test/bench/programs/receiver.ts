/** A program: takes OTLP/HTTP protobuf traces on the loopback, and counts their spans when it is asked. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ReceiverQuestion } from "../start-receiver.ts";

let bodies: Buffer[] = [];
const server = createServer(async (request, response) => {
  bodies.push(Buffer.concat(await request.toArray()));
  response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
});
const listening = once(server.listen(0, "127.0.0.1"), "listening");

process.on("message", async (question: ReceiverQuestion) => {
  await listening;
  process.send?.(answer(question));
});

function answer(question: ReceiverQuestion): number {
  if (question === "port") return (server.address() as AddressInfo).port;
  if (question === "clear") bodies = [];
  return bodies.reduce((spans, body) => spans + countSpans(body), 0);
}

/** `ExportTraceServiceRequest.resource_spans(1)` → `ResourceSpans.scope_spans(2)` → `ScopeSpans.spans(2)`. */
function countSpans(request: Buffer): number {
  const scopes = messages(request, 1).flatMap((resourceSpans) => messages(resourceSpans, 2));
  return scopes.reduce((spans, scopeSpans) => spans + messages(scopeSpans, 2).length, 0);
}

/** The length-delimited values of one field of a protobuf message. */
function messages(bytes: Buffer, field: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if ((tag & 7) !== 2) throw new Error(`an OTLP request with wire type ${tag & 7} where only messages are`);
    const length = varint();
    if (tag >> 3 === field) found.push(bytes.subarray(at, at + length));
    at += length;
  }
  return found;
}
