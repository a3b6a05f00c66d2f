/** What an `OtlpTelemetry` can be told. */
import type { Agent } from "node:http";
import type { Attributes, RecorderOptions } from "@heddle/core";
import type { OtlpLimits } from "@heddle/core/bridge";
import type { OtlpProtocol, TlsFiles } from "./sender.ts";
import type { SpoolOptions } from "./spool-options.ts";

/**
 * Where records go, and how. What is left out is read from OpenTelemetry's environment variables, which the README lists.
 */
export interface OtlpOptions extends RecorderOptions, OtlpLimits {
  /**
   * The backend's base, `https://host:4318`, to which `/v1/traces` and `/v1/metrics` are added; with a path that ends in one
   * of them, as it is. `http://localhost:4318` unless given, and for gRPC `http://localhost:4317`.
   */
  readonly url?: string | URL;
  /** `http/protobuf` unless given. */
  readonly protocol?: OtlpProtocol;
  /** Of every request, such as `{ authorization: "Bearer …" }`. They are added to those of the environment. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Who records, as `service.name`; `unknown_service:node` unless given. */
  readonly service?: string;
  /** More about who records: `{ "deployment.environment.name": "staging" }`. */
  readonly resource?: Attributes;
  /** None unless given. */
  readonly compression?: "gzip" | "none";
  /** Milliseconds that an answer may take; 10,000 unless given. */
  readonly timeoutMs?: number;
  /** Certificates and keys, as PEM. */
  readonly tls?: TlsFiles;
  /** Sends what goes by HTTP, instead of Node's own client. */
  readonly fetch?: typeof fetch;
  /** The connections of Node's HTTP client: a proxy's agent, say. An `https.Agent` for an `https:` url. */
  readonly agent?: Agent;
  readonly batch?: BatchOptions;
  readonly retry?: RetryOptions;
  /** Bytes that may wait in memory; 64 MiB unless given. At the bound, new records are dropped, counted and told. */
  readonly maxQueueBytes?: number;
  /** Milliseconds between two requests with metrics; 60,000 unless given. */
  readonly metricsIntervalMs?: number;
  /**
   * Whether a request says what has come together since the start (`cumulative`, unless given) or since the request before
   * (`delta`).
   */
  readonly temporality?: "cumulative" | "delta";
  /**
   * A folder, or more about it: records are on disk there before they are sent, and what has not arrived when the process
   * ends, however it ends, is sent by the next one that uses the folder.
   */
  readonly spool?: string | SpoolOptions;
  /** Milliseconds that the natural end of the process waits for what is pending; 10,000 unless given, 5,000 with a spool. */
  readonly exitTimeoutMs?: number;
  /**
   * Whether SIGTERM and SIGINT, too, wait for what is pending, for `exitTimeoutMs` at most, before they take their course; false
   * unless given. A listener of the program's own decides when the process ends: it is not waited for, and has to await `flush()`.
   */
  readonly signals?: boolean;
}

/** How spans are put together. */
export interface BatchOptions {
  /** Milliseconds that a span waits for company; 1,000 unless given. */
  readonly intervalMs?: number;
  /** Bytes of a request, before compression; 1 MiB unless given, at most 4 MiB, which is what gRPC servers take. */
  readonly maxBytes?: number;
  /** Spans of a request; unlimited unless given. */
  readonly maxSpans?: number;
  /** Requests that may be under way at once, from 1 to 4; 2 unless given. */
  readonly maxRequests?: number;
}

/** How long it takes to another try. Each failure doubles the wait, chance spreads it; what a server asks for comes first. */
export interface RetryOptions {
  /** Milliseconds after the first failure; 1,000 unless given. */
  readonly firstMs?: number;
  /** Milliseconds at most; 30,000 unless given. */
  readonly maxMs?: number;
}
