/** An OTLP backend on the loopback that takes everything, by HTTP or gRPC. */
import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { decodeMetrics, decodeMetricsJson, decodeTraces, decodeTracesJson, type OtlpProtocol } from "@heddle/otlp";

/** What came in: the path of the request, and its message. */
interface Taken {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
}

/** Before a message of gRPC: that it is not compressed, and its length. */
const PREFIX_BYTES = 5;

/** Listens until `close`. `spans` and `metrics` are what has arrived by then. */
export async function startBackend(protocol: OtlpProtocol) {
  const taken: Taken[] = [];
  const server = protocol === "grpc" ? grpcServer(taken) : httpServer(taken);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const of = (signal: string) => taken.filter(({ path }) => path.toLowerCase().includes(signal));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => of("trace").flatMap((request) => decodedTraces(request).flatMap(({ spans }) => spans)),
    resources: () => of("trace").flatMap((request) => decodedTraces(request).map(({ resource }) => resource)),
    metrics: () => of("metrics").flatMap((request) => decodedMetrics(request).flatMap(({ metrics }) => metrics)),
    close: () => server.close(),
  };
}

const decodedTraces = ({ type, body }: Taken) =>
  type.includes("json") ? decodeTracesJson(String(body)) : decodeTraces(body);

const decodedMetrics = ({ type, body }: Taken) =>
  type.includes("json") ? decodeMetricsJson(String(body)) : decodeMetrics(body);

function httpServer(taken: Taken[]): http.Server {
  return http.createServer(async (request, response) => {
    const { url: path = "", headers } = request;
    taken.push({ path, type: String(headers["content-type"]), body: await buffer(request) });
    response.end();
  });
}

function grpcServer(taken: Taken[]): http2.Http2Server {
  return http2.createServer().on("stream", async (stream, headers) => {
    const bytes = await buffer(stream);
    taken.push({ path: String(headers[":path"]), type: "protobuf", body: bytes.subarray(PREFIX_BYTES) });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.end(Buffer.alloc(PREFIX_BYTES));
  });
}
