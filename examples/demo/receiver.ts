/** Two OTLP backends on the loopback, as small as they can be: what they get, they decode and keep. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import type { SpanRecord } from "@heddle/core";
import { decodeTraces } from "@heddle/otlp";

export interface Backend {
  /** Where to send to. */
  readonly url: string;
  /** What has arrived. */
  readonly spans: readonly SpanRecord[];
  stop(): void;
}

/** Takes OTLP/HTTP, protobuf. */
export async function httpBackend(): Promise<Backend> {
  const spans: SpanRecord[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    if (request.url === "/v1/traces") spans.push(...spansOf(body));
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, spans, stop: () => server.close() };
}

/** Takes OTLP/gRPC. */
export async function grpcBackend(): Promise<Backend> {
  const spans: SpanRecord[] = [];
  const server = new Server();
  for (const signal of ["trace", "metrics"]) {
    const service = signal === "trace" ? "TraceService" : "MetricsService";
    server.addService(exportAt(`/opentelemetry.proto.collector.${signal}.v1.${service}/Export`), {
      Export({ request }: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) {
        if (signal === "trace") spans.push(...spansOf(request));
        answer(null, Buffer.alloc(0));
      },
    });
  }
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const bound = (error: Error | null, port: number) => (error === null ? resolve(port) : reject(error));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), bound);
  return { url: `http://127.0.0.1:${await promise}`, spans, stop: () => server.forceShutdown() };
}

function spansOf(request: Uint8Array): readonly SpanRecord[] {
  return decodeTraces(request).flatMap((part) => part.spans);
}

/** A service of one method that takes and gives bytes. */
function exportAt(path: string) {
  const same = (bytes: Buffer) => bytes;
  const bytes = {
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  return { Export: { path, requestStream: false, responseStream: false, ...bytes } };
}
