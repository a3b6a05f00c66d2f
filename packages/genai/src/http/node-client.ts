/** Follows the requests of `node:http` and `node:https`. */
import type { ClientRequest, IncomingMessage } from "node:http";
import { Exchanges, listen } from "./exchanges.ts";
import type { HttpExchange } from "./http-exchange.ts";
import type { HttpTracer } from "./http-tracer.ts";

/** From now on, until the function that comes back is called. */
export function followNode(tracer: HttpTracer, tell: (error: unknown) => void): () => void {
  const exchanges = new Exchanges();
  const responses = new WeakMap<ClientRequest, IncomingMessage>();
  const begin = {
    "http.client.request.created": ({ request }: { readonly request: ClientRequest }) => {
      // A web socket and a tunnel are no exchange: they have no end here.
      if (request.method === "CONNECT" || request.getHeader("upgrade") !== undefined) return;
      if (!exchanges.begin(request, () => open(tracer, request))) return;
      // A listener for `response` would have to read it, and one for `error` would hide that nobody else listens.
      request.once("close", () => exchanges.end(request, failureOf(responses.get(request))));
    },
  };
  const follow = {
    "http.client.response.finish": ({ request, response }: { request: ClientRequest; response: IncomingMessage }) => {
      responses.set(request, response);
      const { statusCode = 0, statusMessage = "", headersDistinct } = response;
      exchanges.of(request)?.answered(statusCode, statusMessage, (name) => headersDistinct[name] ?? []);
    },
    "http.client.request.error": ({ request, error }: { readonly request: ClientRequest; readonly error: unknown }) =>
      exchanges.of(request)?.failed(error),
  };
  return listen(begin, follow, exchanges, tell);
}

function open(tracer: HttpTracer, request: ClientRequest): HttpExchange | undefined {
  const { method, path, protocol } = request;
  const url = /^https?:/.test(path) ? path : `${protocol}//${hostOf(request)}${path}`;
  const header = (name: string) => [request.getHeader(name) ?? []].flat().map(String);
  const addHeader = (name: string, value: string) => {
    // Headers that were given as a list are in their final form already.
    if (!request.headersSent) request.setHeader(name, value);
  };
  return tracer.open({ method, url, header, addHeader });
}

/** With the port, which is nowhere else. */
function hostOf(request: ClientRequest): string {
  const written = (request as { readonly _header?: string | null })._header;
  const host = request.getHeader("host") ?? /\r\nhost: *([^\r]+)/i.exec(written ?? "")?.[1];
  return String(host ?? request.host);
}

/** Why a response is not whole. */
function failureOf(response: IncomingMessage | undefined): unknown {
  if (response === undefined || response.complete) return undefined;
  return response.errored ?? new DOMException("the response broke off", "AbortError");
}
