/** A real OTLP receiver on the loopback, over HTTP or gRPC, that answers as it is told. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { MetricRecord, SpanRecord } from "@heddle/core";
import { decodeMetrics, decodeMetricsJson, decodeTraces, decodeTracesJson } from "@heddle/otlp";
import { grpcEnd } from "./grpc-end.ts";
import { httpEnd } from "./http-end.ts";

/** What came in, unpacked. */
export interface Request {
  readonly signal: "traces" | "metrics";
  readonly headers: Readonly<Record<string, unknown>>;
  /** As it was encoded. */
  readonly body: Buffer;
}

/** What a request is answered with. `hang`: nothing, ever. `close`: the connection is cut. */
export type Answer =
  | "ok"
  | "hang"
  | "close"
  /** A success that comes late. */
  | { readonly delayMs: number }
  /** A partial success: the last so many were refused. */
  | { readonly rejected: number; readonly message: string }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly text?: string | Buffer }
  /** Of gRPC. */
  | { readonly code: number; readonly text: string; readonly trailers?: Readonly<Record<string, string | Buffer>> };

/** Takes the connections of one protocol, and asks `answer` about each request. */
export type End = (answer: (request: Request) => Answer) => (connection: Socket) => void;

export class Receiver {
  /** Every request that came in whole, with what it was answered. */
  readonly requests: (Request & { readonly answer: Answer })[] = [];
  /** How many connections were made. */
  connections = 0;
  /** What the next request is answered with. */
  answer: (request: Request) => Answer = () => "ok";
  readonly #take: (connection: Socket) => void;
  readonly #open = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  private constructor(protocol: string) {
    this.#take = (protocol === "grpc" ? grpcEnd : httpEnd)((request) => {
      const answer = this.answer(request);
      this.requests.push({ ...request, answer });
      return answer;
    });
  }

  static async start(protocol = "http/protobuf"): Promise<Receiver> {
    const receiver = new Receiver(protocol);
    await receiver.start();
    return receiver;
  }

  /** The same from one start to the next. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    this.#server = createServer((connection) => {
      this.connections++;
      this.#open.add(connection);
      connection.on("error", () => {}).on("close", () => this.#open.delete(connection));
      this.#take(connection);
    }).listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection, and takes new ones. */
  cut(): void {
    for (const connection of this.#open) connection.destroy();
  }

  /** Dies: every connection breaks, and nobody listens any more. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.cut();
    if (server !== undefined) await once(server.close(), "close");
  }

  /** What was taken, in order of arrival. */
  spans(): SpanRecord[] {
    return this.#taken("traces").flatMap(({ body, answer, headers }) => {
      const decoded = isJson(headers) ? decodeTracesJson(String(body)) : decodeTraces(body);
      return taken(
        decoded.flatMap(({ spans }) => spans),
        answer,
      );
    });
  }

  /** A record for each data point that was taken. */
  metrics(): MetricRecord[] {
    return this.#taken("metrics").flatMap(({ body, answer, headers }) => {
      const decoded = isJson(headers) ? decodeMetricsJson(String(body)) : decodeMetrics(body);
      return taken(
        decoded.flatMap(({ metrics }) => metrics),
        answer,
      );
    });
  }

  #taken(signal: Request["signal"]) {
    const isSuccess = (answer: Answer) =>
      typeof answer === "object" ? "delayMs" in answer || "rejected" in answer : answer === "ok";
    return this.requests.filter((request) => request.signal === signal && isSuccess(request.answer));
  }
}

function isJson(headers: Request["headers"]): boolean {
  return String(headers["content-type"]).includes("json");
}

/** A partial success refuses the last ones. */
function taken<T>(items: readonly T[], answer: Answer): readonly T[] {
  const rejected = typeof answer === "object" && "rejected" in answer ? answer.rejected : 0;
  return items.slice(0, items.length - rejected);
}
