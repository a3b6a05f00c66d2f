/** Sends encoded requests to an OTLP backend, and says what became of each. */
import type { Agent } from "node:http";
import { outsideOfSpans } from "@heddle/core/bridge";
import { fetchTransport } from "./fetch-transport.ts";
import { grpcTransport } from "./grpc-transport.ts";
import { httpTransport } from "./http-transport.ts";
import type { Transport } from "./transport.ts";
import { untraced } from "./untraced.ts";
import { withDeadline } from "./with-deadline.ts";

/** What a request carries. */
export type Signal = "traces" | "metrics";

/** How requests are encoded and sent. */
export type OtlpProtocol = "http/protobuf" | "http/json" | "grpc";

/** What became of a request. */
export type Outcome =
  /** It has arrived, but for so many spans or data points; `message` says why, or warns. */
  | { readonly kind: "accepted"; readonly rejected: number; readonly message?: string }
  /** For good: the same request would be refused again. */
  | Refusal
  /** Worth another try, after `retryAfterMs` where the server says so. */
  | { readonly kind: "failed"; readonly message: string; readonly retryAfterMs?: number };

/** A request that the backend will not take. */
interface Refusal {
  readonly kind: "refused";
  readonly message: string;
  /** Halves of it may be taken. */
  readonly isTooLarge?: boolean;
  /** Not its own fault: a key, a bill or a url that is wrong, which somebody may mend. */
  readonly isMendable?: boolean;
}

/** A way to a backend. */
export interface Sender {
  /** Sends a whole request in the form of the signal's protocol. Never rejects. */
  send(signal: Signal, body: Uint8Array): Promise<Outcome>;
  /** Gives up the connections; what is under way fails. */
  close(): Promise<void>;
}

/** Where the requests of one signal go, and how. Plain data: it can be handed to a worker. */
export interface Endpoint {
  readonly protocol: OtlpProtocol;
  /** Of the requests themselves; for gRPC the server's, of which the path is left out. `http:` or `https:`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isCompressed: boolean;
  /** How long an answer may take. */
  readonly timeoutMs: number;
  readonly tls?: TlsFiles;
}

/** What TLS needs beside the system's certificates, as PEM. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** How to reach a backend. */
export interface SenderSettings extends Readonly<Record<Signal, Endpoint>> {
  /** Instead of Node's HTTP client. */
  readonly fetch?: typeof fetch;
  /** Instead of a keep-alive agent of the sender's own. */
  readonly agent?: Agent;
  /** Requests do not keep the process alive. */
  readonly isBackground?: boolean;
}

/** Opens no connection before the first request. */
export function openSender(settings: SenderSettings): Sender {
  const lines = { traces: openLine("traces", settings), metrics: openLine("metrics", settings) };
  return {
    send: (signal, body) => outsideOfSpans(() => untraced(() => lines[signal].send(body))),
    async close() {
      lines.traces.close();
      lines.metrics.close();
    },
  };
}

/** A transport, and what must end when it is closed. */
function openLine(signal: Signal, settings: SenderSettings) {
  const { isBackground = false } = settings;
  const { timeoutMs } = settings[signal];
  const transport = openTransport(signal, settings);
  const closing = new Set<() => void>();
  const deadline = { timeoutMs, isBackground, closing };
  return {
    send: (body: Uint8Array) => withDeadline(deadline, (abort) => transport.post(body, abort)),
    close() {
      for (const close of closing) close();
      transport.close();
    },
  };
}

function openTransport(signal: Signal, settings: SenderSettings): Transport {
  const endpoint = settings[signal];
  if (endpoint.protocol === "grpc") return grpcTransport(signal, endpoint);
  return settings.fetch === undefined
    ? httpTransport(endpoint, settings.agent)
    : fetchTransport(endpoint, settings.fetch);
}
