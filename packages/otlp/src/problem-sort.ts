/** Sorts failures of requests by what an operator would do about them: those of one sort are told once. */

/** `message`: of an outcome. `HTTP 503`, `UNAVAILABLE`, `timeout` or `connection`. */
export function problemSort(message: string): string {
  const [answer] = /^(HTTP \d{3}|[A-Z_]+)(?=:|$)/.exec(message) ?? [];
  return answer ?? (message.startsWith("no answer within") ? "timeout" : "connection");
}
