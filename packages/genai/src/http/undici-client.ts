/** Follows the requests of undici, which is also Node's `fetch`. */
import { Exchanges, listen } from "./exchanges.ts";
import type { HeaderReader } from "./http-exchange.ts";
import type { HttpTracer } from "./http-tracer.ts";

/** What its channels tell, https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md */
interface UndiciRequest {
  readonly origin?: string | URL;
  readonly path: string;
  readonly method: string;
  /** Names and values by turns. */
  readonly headers: readonly unknown[];
  readonly upgrade?: unknown;
  addHeader(name: string, value: string): void;
}
interface UndiciResponse {
  readonly statusCode: number;
  readonly statusText: string;
  readonly headers: readonly unknown[];
}

/** From now on, until the function that comes back is called. */
export function followUndici(tracer: HttpTracer, tell: (error: unknown) => void): () => void {
  const exchanges = new Exchanges();
  const begin = {
    "undici:request:create": ({ request }: { readonly request: UndiciRequest }) => {
      const { method, headers, path, origin } = request;
      // A web socket and a tunnel are no exchange: they have no end here.
      if (request.upgrade || method === "CONNECT") return;
      const url = /^https?:/.test(path) ? path : `${String(origin)}${path}`;
      const addHeader = (name: string, value: string) => request.addHeader(name, value);
      exchanges.begin(request, () => tracer.open({ method, url, header: readerOf(headers), addHeader }));
    },
  };
  const follow = {
    "undici:request:headers": ({ request, response }: { request: UndiciRequest; response: UndiciResponse }) => {
      exchanges.of(request)?.answered(response.statusCode, response.statusText, readerOf(response.headers));
    },
    "undici:request:trailers": ({ request }: { readonly request: UndiciRequest }) => exchanges.end(request),
    "undici:request:error": ({ request, error }: { request: UndiciRequest; error: unknown }) =>
      exchanges.end(request, error),
  };
  return listen(begin, follow, exchanges, tell);
}

/** Those of an answer are bytes. */
function readerOf(headers: readonly unknown[]): HeaderReader {
  return (wanted) =>
    headers.flatMap((value, index) => {
      const isWanted = index % 2 === 1 && String(headers[index - 1]).toLowerCase() === wanted;
      return isWanted ? [value].flat().map(String) : [];
    });
}
