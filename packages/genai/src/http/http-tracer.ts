/** Decides which requests have a span, and opens it. */
import { type Attributes, activeSpan, recordsNothing, startSpan } from "@heddle/core";
import { isOutsideOfSpans, outsideOfSpans } from "@heddle/core/bridge";
import { names } from "../names.ts";
import { telemetryFor } from "../telemetry-for.ts";
import { type HeaderReader, HttpExchange, headerAttributes } from "./http-exchange.ts";
import { isSuppressed } from "./is-suppressed.ts";
import { maskedUrl } from "./masked-url.ts";
import type { TraceHttpOptions } from "./trace-http.ts";
import { urlMatcher } from "./url-matcher.ts";

/** A request that is about to be sent, by whichever client. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly header: HeaderReader;
  readonly addHeader: (name: string, value: string) => void;
}

/** https://opentelemetry.io/docs/specs/semconv/registry/attributes/http/ */
const methods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "QUERY"];

export class HttpTracer {
  readonly #options: TraceHttpOptions;
  readonly #headers: readonly string[];
  readonly #isIgnored: (url: string) => boolean;
  readonly #isPropagatedTo: (url: string) => boolean;

  /** Throws a TypeError for a list with something else than origins. */
  constructor(options: TraceHttpOptions) {
    this.#options = options;
    this.#headers = (options.headers ?? []).map((name) => name.toLowerCase());
    this.#isIgnored = urlMatcher("traceHttp: ignore", options.ignore);
    this.#isPropagatedTo = urlMatcher("traceHttp: propagateTo", options.propagateTo);
  }

  /** Opens the span of a request where the program is. Whatever is the user's own is called before that, for it may throw. */
  open(request: OutgoingRequest): HttpExchange | undefined {
    if (isOutsideOfSpans() || isSuppressed()) return undefined;
    if (!this.#options.roots && activeSpan() === undefined) return undefined;
    const telemetry = telemetryFor(this.#options.telemetry);
    if (recordsNothing(telemetry) || !URL.canParse(request.url) || this.#isIgnored(request.url)) return undefined;
    const isPropagated = this.#isPropagatedTo(request.url);
    const attributes = this.#attributesOf(request);
    const method = attributes["http.request.method"];
    const span = startSpan(telemetry, method === "_OTHER" ? "HTTP" : `${method}`, attributes);
    if (isPropagated && span.traceparent !== undefined && request.header("traceparent").length === 0) {
      request.addHeader("traceparent", span.traceparent);
    }
    return new HttpExchange(span, this.#headers);
  }

  #attributesOf({ method, url, header }: OutgoingRequest): Attributes {
    const { redactUrl = (text) => text } = this.#options;
    const { hostname, port, protocol } = new URL(url);
    const upper = method.toUpperCase();
    const known = methods.includes(upper) ? upper : "_OTHER";
    return {
      "http.request.method": known,
      ...(known !== method && { "http.request.method_original": method }),
      "url.full": outsideOfSpans(() => redactUrl(maskedUrl(url))),
      [names.serverAddress]: hostname.replace(/^\[(.*)\]$/, "$1"),
      [names.serverPort]: Number(port) || (protocol === "https:" ? 443 : 80),
      ...headerAttributes("request", this.#headers, header),
    };
  }
}
