/** Takes the current span along to the next process: in the headers of a request, in the environment of a child, in the `_meta` of an MCP message. */
import { activeSpan } from "@heddle/core";
import { carriedTraceparent, type Entries, entriesOf } from "./continue-from.ts";

/**
 * A copy of `headers` with the `traceparent` of the current span, in place of one that is there: for `fetch` and `http.request`.
 * Without a span around, what `continueFrom` brought goes on; without that, it is a copy.
 *
 * https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function toHeaders<Value = string>(headers: Entries<Value> = {}): Record<string, Value | string> {
  const copy = entriesOf(headers);
  const traceparent = currentTraceparent();
  if (traceparent === undefined) return Object.fromEntries(copy);
  const others = copy.filter(([name]) => name.toLowerCase() !== "traceparent");
  return { ...Object.fromEntries(others), traceparent };
}

/**
 * A copy of `env`, the present environment unless given, with the current span in `TRACEPARENT`: for the `env` of
 * `child_process.spawn`, `fork` and the others.
 *
 * https://opentelemetry.io/docs/specs/otel/context/env-carriers/
 */
export function toEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const traceparent = currentTraceparent();
  return { ...env, ...(traceparent !== undefined && { TRACEPARENT: traceparent }) };
}

/**
 * A copy of `meta` with the current span, for the `_meta` of a message's params: `client.callTool({ name, arguments, _meta: toMeta() })`.
 *
 * https://github.com/modelcontextprotocol/modelcontextprotocol/pull/414
 */
export function toMeta<Meta extends object>(meta?: Meta): Meta & { traceparent?: string } {
  const traceparent = currentTraceparent();
  return { ...meta, ...(traceparent !== undefined && { traceparent }) } as Meta & { traceparent?: string };
}

function currentTraceparent(): string | undefined {
  return activeSpan()?.traceparent ?? carriedTraceparent();
}
