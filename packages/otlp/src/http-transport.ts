/** Posts requests with Node's own HTTP client. */
import type http from "node:http";
import type https from "node:https";
import { httpHeaders } from "./http-headers.ts";
import { type HttpAnswer, outcomeOfHttp } from "./http-outcome.ts";
import type { Endpoint } from "./sender.ts";
import { MAX_ANSWER_BYTES, packed, type Transport } from "./transport.ts";

export function httpTransport(endpoint: Endpoint, agent?: http.Agent): Transport {
  const own = agent === undefined ? ownAgent(endpoint) : undefined;
  const options = { method: "POST", agent: agent ?? own };
  return {
    async post(body, abort) {
      const bytes = await packed(body, endpoint);
      const headers = { ...httpHeaders(endpoint), "content-length": bytes.length };
      return outcomeOfHttp(await post(endpoint.url, { ...options, headers, signal: abort }, bytes));
    },
    close() {
      own?.destroy();
    },
  };
}

/** Idle connections of an agent do not keep the process alive. Where Node takes the environment's proxy, so does this one. */
function ownAgent({ url, tls }: Endpoint): http.Agent {
  const { Agent, globalAgent } = clientFor(url);
  const { proxyEnv }: https.AgentOptions = { ...(globalAgent as https.Agent).options };
  return new Agent({ keepAlive: true, proxyEnv, ...tls });
}

/** An `import` of `node:http` loads Node's `fetch`, WebSockets and HTTP/2 as well, which takes 20 ms and 6 MB. */
function clientFor(url: string): typeof http | typeof https {
  return process.getBuiltinModule(url.startsWith("https:") ? "node:https" : "node:http");
}

function post(url: string, options: http.RequestOptions, body: Uint8Array): Promise<HttpAnswer> {
  const { request } = clientFor(url);
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const { statusCode: status = 0, headers } = response;
      const header = (name: string) => String(headers[name] ?? "");
      beginningOf(response).then((body) => resolve({ status, header, body }), reject);
    })
      // Whoever waits for the answer keeps the process alive. An agent's connection need not be a socket.
      .on("socket", (socket) => socket.unref?.())
      .on("error", (error) => (isStale(sent, error) ? resolve(post(url, options, body)) : reject(error)))
      .end(body);
  });
}

/** A connection that the server has closed while it was idle says nothing of the backend. */
function isStale({ reusedSocket }: http.ClientRequest, { code }: NodeJS.ErrnoException): boolean {
  return reusedSocket && ["ECONNRESET", "EPIPE"].includes(String(code));
}

async function beginningOf(response: http.IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks);
}
