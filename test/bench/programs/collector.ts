/** A program: a server on the loopback that answers each library as its backend would, and finds marks in what comes. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { FoundMarks } from "../marks.ts";
import type { CollectorQuestion, Sent } from "../start-collector.ts";

const MAX_SENT = 100;

const unpackers: Readonly<Record<string, (packed: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

let marks = new FoundMarks();
let sent: Sent[] = [];
const server = createServer(async (request, response) => {
  const { "content-type": contentType = "", "content-encoding": encoding = "" } = request.headers;
  const packed = await wholeBody(request);
  if (packed === undefined) return;
  const body = unpackers[encoding]?.(packed) ?? packed;
  marks.addAllIn(body);
  const path = request.url ?? "/";
  if (sent.length < MAX_SENT) sent.push({ path, contentType, body: body.toString("base64") });
  // An empty message is a success to OTLP.
  if (contentType.includes("protobuf")) response.writeHead(200, { "content-type": contentType }).end();
  else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answerTo(path, request)));
});
const listening = once(server.listen(0, "127.0.0.1"), "listening");

process.on("message", async (question: CollectorQuestion) => {
  await listening;
  process.send?.(answer(question));
});

/** `undefined` where the sender broke off: one that crashes in the middle of a request is a result, not a failure. */
async function wholeBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = await request.toArray().catch(() => []);
  return request.complete ? Buffer.concat(pieces) : undefined;
}

function answer(question: CollectorQuestion): unknown {
  if (question === "port") return (server.address() as AddressInfo).port;
  if (question === "clear") [marks, sent] = [new FoundMarks(), []];
  return question === "sent" ? sent : marks.count;
}

/** What Braintrust's and LangSmith's clients ask before they send; nothing for all else. */
function answerTo(path: string, { headers: { host } }: IncomingMessage): object {
  const url = `http://${host}`;
  if (path.endsWith("/apikey/login"))
    return { org_info: [{ id: "org", name: "bench", api_url: url, proxy_url: url, git_metadata: {} }] };
  if (path.endsWith("/project/register")) return { project: { id: "bench", name: "bench" } };
  if (path.endsWith("/info")) return { batch_ingest_config: { use_multipart_endpoint: true }, instance_flags: {} };
  return {};
}
