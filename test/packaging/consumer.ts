/** A user's first program: it must type-check against the packed packages, and run. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InMemoryTelemetry, type Span, type Telemetry } from "@heddle/core";
import { OtlpTelemetry } from "@heddle/otlp";

const memory = new InMemoryTelemetry();

async function agent(telemetry: Telemetry): Promise<string> {
  return telemetry.trace("agent", { user_id: "ada" }, async (span: Span) => {
    telemetry.emitMetric("tokens", 12);
    span.set({ answer: 42 });
    return "done";
  });
}

console.log(await agent(memory), memory.spans().length, memory.metrics().length);

// A spool is shipped by a thread, which has a file of its own in the package.
const backend = createServer((request, response) => request.resume().on("end", () => response.end()));
await once(backend.listen(0, "127.0.0.1"), "listening");
const spool = mkdtempSync(join(tmpdir(), "heddle-consumer-"));
const url = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
const otlp = new OtlpTelemetry({ url, spool });
await agent(otlp);
await otlp.shutdown();
backend.close();
rmSync(spool, { recursive: true });
const [health] = otlp.health().sinks;
if (health?.written !== 2) throw new Error(`of 2 records ${health?.written} have arrived: ${health?.lastError}`);
