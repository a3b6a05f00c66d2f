/** Spans of the HTTP requests that a program makes. */
import type { Telemetry } from "@heddle/core";
import { HttpTracer } from "./http-tracer.ts";
import { followNode } from "./node-client.ts";
import { followUndici } from "./undici-client.ts";
import type { UrlMatch } from "./url-matcher.ts";

/** Which requests are recorded, and how much of them. */
export interface TraceHttpOptions {
  /** Where the spans go. Else where the span around goes, else where `configure()` says. */
  readonly telemetry?: Telemetry;
  /** Also requests outside of every span: each is a trace of its own then. Not unless `true`. */
  readonly roots?: boolean;
  /** Requests without a span. */
  readonly ignore?: UrlMatch;
  /** Who is told the trace, in a `traceparent` header. Nobody unless given; one that is there already stays. */
  readonly propagateTo?: UrlMatch;
  /** What is recorded as `url.full` in place of the URL with its secrets masked: for secrets in paths, say. */
  readonly redactUrl?: (maskedUrl: string) => string;
  /** Names of the headers that are recorded, of requests and answers. None unless given; bodies never are. */
  readonly headers?: readonly string[];
}

/**
 * From now on until it is disposed of, each request by `fetch`, undici, `node:http` or `node:https` is a span below the one it is
 * made in: from the call until the last byte of the answer has been read, or it has failed. A redirect is a request. A status
 * from 400 is an error. Of the URL, credentials and the values of parameters with the names of secrets are masked. Web sockets,
 * tunnels and what sinks and OpenTelemetry's exporters send are left out. When it is disposed of, requests under way are followed
 * to their end.
 *
 * A request of which `ignore`, `propagateTo` or `redactUrl` throws has no span; the first is told in a process warning.
 *
 * Throws a TypeError for a list that holds something else than origins.
 *
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span
 */
export function traceHttp(options: TraceHttpOptions = {}): Disposable {
  const tracer = new HttpTracer(options);
  let hasTold = false;
  const tell = (error: unknown) => {
    if (!hasTold) process.emitWarning(`traceHttp: a request has no span: ${String(error)}`, "HeddleWarning");
    hasTold = true;
  };
  const stops = [followUndici(tracer, tell), followNode(tracer, tell)];
  return {
    [Symbol.dispose]() {
      for (const stop of stops) stop();
    },
  };
}
