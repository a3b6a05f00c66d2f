/** The gRPC side of the receiver, by grpc-js. */
import type { Socket } from "node:net";
import { Metadata, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { partialSuccess } from "./partial-success.ts";
import type { Answer, End, Request } from "./receiver.ts";

const paths = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
};

export const grpcEnd: End = (answer) => {
  const server = new Server();
  const connections = new Map<string, Socket>();
  for (const signal of ["traces", "metrics"] as const) {
    server.addService(serviceAt(paths[signal]), {
      Export(call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) {
        const request: Request = { signal, headers: call.metadata.getMap(), body: call.request };
        respond(callback, answer(request), () => connections.get(call.getPeer())?.destroy());
      },
    });
  }
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  return (connection) => {
    connections.set(`${connection.remoteAddress}:${connection.remotePort}`, connection);
    injector.injectConnection(connection);
  };
};

/** Bytes in, bytes out. */
function serviceAt(path: string) {
  const same = (bytes: Buffer) => bytes;
  const method = { path, requestStream: false, responseStream: false };
  const serialisers = {
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  return { Export: { ...method, ...serialisers } };
}

function respond(callback: sendUnaryData<Buffer>, answer: Answer, cut: () => void): void {
  if (answer === "hang") return;
  if (answer === "close") cut();
  else if (typeof answer === "object" && "delayMs" in answer) {
    setTimeout(() => respond(callback, "ok", cut), answer.delayMs);
  } else if (typeof answer === "object" && "code" in answer) {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(answer.trailers ?? {})) metadata.set(name, value);
    callback({ code: answer.code, details: answer.text, metadata });
  } else if (typeof answer === "object" && "status" in answer) {
    throw new Error(`gRPC has no status ${answer.status}; give a code`);
  } else {
    callback(null, partialSuccess(typeof answer === "object" && "rejected" in answer ? answer : undefined, false));
  }
}
