/** What goes to a backend: where, with which key, in which batches, and by which HTTP client. */
import { agent, configure, tool } from "@heddle/genai";
import { OtlpTelemetry } from "@heddle/otlp";

const telemetry = new OtlpTelemetry({
  url: "https://telemetry.example.com",
  headers: { authorization: "Bearer sk-123" },
  batch: { maxSpans: 100, intervalMs: 5000 },
  maxQueueBytes: 2 ** 24,
  timeoutMs: 30_000,
  fetch: send,
});
configure({ telemetry, metrics: false });

agent("support", {}, () => tool("weather", { input: { city: "Oslo" } }, () => "2 °C"));
await telemetry.flush({ timeoutMs: 30_000 });

/** Takes the place of the network here; in a program, an HTTP client with settings of its own. */
async function send(url: string | URL | Request, init?: RequestInit) {
  console.log(init?.method, String(url), new Headers(init?.headers).get("authorization"));
  return new Response();
}

// Output:
// POST https://telemetry.example.com/v1/traces Bearer sk-123
