/** Calls the OTLP services by gRPC, over HTTP/2. */
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";
import { type GrpcAnswer, outcomeOfGrpc, PREFIX_BYTES } from "./grpc-outcome.ts";
import type { Endpoint, Signal } from "./sender.ts";
import { MAX_ANSWER_BYTES, packed, type Transport, USER_AGENT } from "./transport.ts";

const paths: Readonly<Record<Signal, string>> = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
};

/** All requests that are under way have room in it; Node closes a stream that has not. */
const SESSION_MEGABYTES = 1024;

export function grpcTransport(signal: Signal, endpoint: Endpoint): Transport {
  const connection = new Connection(endpoint);
  const headers = {
    ":method": "POST",
    ":path": paths[signal],
    te: "trailers",
    "content-type": "application/grpc",
    "user-agent": USER_AGENT,
    "grpc-timeout": `${endpoint.timeoutMs}m`,
    ...(endpoint.isCompressed && { "grpc-encoding": "gzip" }),
    ...endpoint.headers,
  };
  return {
    async post(body, abort) {
      const bytes = framed(await packed(body, endpoint), endpoint.isCompressed);
      return outcomeOfGrpc(await connection.call(headers, bytes, abort));
    },
    close: () => connection.close(),
  };
}

function framed(message: Uint8Array, isCompressed: boolean): Buffer {
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  frame.writeUInt8(isCompressed ? 1 : 0, 0);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX_BYTES);
  return frame;
}

/** Rejects when the stream ends without an answer. */
function answerTo(stream: ClientHttp2Stream, frame: Buffer): Promise<GrpcAnswer> {
  return new Promise((resolve, reject) => {
    const headers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = () => {
      const { ":status": status } = headers as { ":status"?: number };
      if (status === undefined) reject(new Error("the connection was closed before an answer"));
      else resolve({ status, headers, body: Buffer.concat(chunks) });
      stream.destroy();
    };
    stream
      .on("response", (first) => Object.assign(headers, first))
      .on("trailers", (last) => Object.assign(headers, last))
      .on("data", (chunk: Buffer) => {
        if (length < MAX_ANSWER_BYTES) chunks.push(chunk);
        length += chunk.length;
      })
      .on("error", reject)
      // A server need not read a request to its end. The trailers come in the same turn as the end.
      .on("end", () => setImmediate(settle))
      .on("close", settle)
      .end(frame);
  });
}

/** The connection that calls share. It is made anew after a loss, and never keeps the process alive by itself. */
class Connection {
  readonly #endpoint: Endpoint;
  #session: ClientHttp2Session | undefined;
  /** The sessions that there has been an answer on. */
  readonly #used = new WeakSet<ClientHttp2Session>();

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /**
   * Rejects when there is no answer. That a connection has been closed while it was idle, or refuses new calls because it will
   * be, says nothing of the backend: then the call is made again, on another one.
   */
  async call(headers: OutgoingHttpHeaders, frame: Buffer, abort: AbortSignal): Promise<GrpcAnswer> {
    abort.throwIfAborted();
    this.#session ??= this.#open();
    const session = this.#session;
    abort.addEventListener("abort", () => this.#retire(session));
    try {
      const answer = await answerTo(session.request(headers, { signal: abort }), frame);
      this.#used.add(session);
      return answer;
    } catch (error) {
      const isRefused = String(error).includes("NGHTTP2_REFUSED_STREAM");
      if (!this.#used.has(session) || !(isRefused || session.destroyed)) throw error;
      this.#retire(session);
      return await this.call(headers, frame, abort);
    }
  }

  close(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }

  #open(): ClientHttp2Session {
    const { url, tls } = this.#endpoint;
    // Few programs speak gRPC, and Node's HTTP/2 takes long to load.
    const { connect } = process.getBuiltinModule("node:http2");
    const session = connect(new URL(url).origin, { ...tls, maxSessionMemory: SESSION_MEGABYTES });
    const forget = () => this.#forget(session);
    // A call learns of the error itself.
    session.on("error", forget).on("goaway", forget).on("close", forget).unref();
    return session;
  }

  /** A connection that does not answer may be dead: the next call opens another one. */
  #retire(session: ClientHttp2Session): void {
    this.#forget(session);
    if (session.connecting) session.destroy();
    else session.close();
  }

  #forget(session: ClientHttp2Session): void {
    if (this.#session === session) this.#session = undefined;
  }
}
