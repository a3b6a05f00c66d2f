/** What every request over HTTP says of itself. */
import type { Endpoint } from "./sender.ts";
import { USER_AGENT } from "./transport.ts";

/** The user's own come last. */
export function httpHeaders({ protocol, isCompressed, headers }: Endpoint): Record<string, string> {
  return {
    "user-agent": USER_AGENT,
    "content-type": protocol === "http/json" ? "application/json" : "application/x-protobuf",
    ...(isCompressed && { "content-encoding": "gzip" }),
    ...headers,
  };
}
