/** Posts requests with a `fetch` of the user's. */
import { httpHeaders } from "./http-headers.ts";
import { outcomeOfHttp } from "./http-outcome.ts";
import type { Endpoint } from "./sender.ts";
import { MAX_ANSWER_BYTES, packed, type Transport } from "./transport.ts";

export function fetchTransport(endpoint: Endpoint, send: typeof fetch): Transport {
  return {
    async post(body, abort) {
      const response = await send(endpoint.url, {
        method: "POST",
        headers: httpHeaders(endpoint),
        body: (await packed(body, endpoint)) as Uint8Array<ArrayBuffer>,
        redirect: "manual",
        signal: abort,
      });
      const header = (name: string) => response.headers.get(name) ?? "";
      return outcomeOfHttp({ status: response.status, header, body: await beginningOf(response) });
    },
    close() {},
  };
}

async function beginningOf({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks);
}
