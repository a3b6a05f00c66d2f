/** The span of one request and its answer, by OpenTelemetry's HTTP conventions. */
import type { ManualSpan } from "@heddle/core";
import { describeFailure } from "@heddle/core/bridge";
import { names } from "../names.ts";

/** The values of a header. */
export type HeaderReader = (name: string) => readonly string[];

export class HttpExchange {
  readonly #span: ManualSpan;
  readonly #headers: readonly string[];
  #hasFailed = false;

  /** `headers`: those of the answer that are recorded. */
  constructor(span: ManualSpan, headers: readonly string[]) {
    this.#span = span;
    this.#headers = headers;
  }

  /** The headers of an answer are there. A status from 400 is an error of the client's span. */
  answered(status: number, text: string, header: HeaderReader): void {
    this.#span.set({ "http.response.status_code": status, ...headerAttributes("response", this.#headers, header) });
    if (status >= 400) this.#fail({ name: `${status}`, message: text }, `${status}`);
  }

  /** It came to nothing, or broke off. */
  failed(error: unknown): void {
    this.#hasFailed = true;
    const { code } = error as { readonly code?: unknown };
    const { type } = describeFailure(error);
    this.#fail(error, typeof code === "string" && type !== "AbortError" ? code : type);
  }

  /** All of it is there. `failure`: why it is not, unless that was told. */
  ended(failure?: unknown): void {
    try {
      if (failure !== undefined && !this.#hasFailed) this.failed(failure);
    } finally {
      this.#span.end();
    }
  }

  #fail(error: unknown, type: string): void {
    this.#span.fail(error);
    this.#span.set({ [names.errorType]: type });
  }
}

/** The `wanted` headers that are there. */
export function headerAttributes(
  side: "request" | "response",
  wanted: readonly string[],
  header: HeaderReader,
): Readonly<Record<string, readonly string[]>> {
  const found = wanted.map((name) => [`http.${side}.header.${name}`, header(name)] as const);
  return Object.fromEntries(found.filter(([, values]) => values.length > 0));
}
