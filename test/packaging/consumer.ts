/** A user's first program: it must type-check against the packed packages, and run. */
import { InMemoryTelemetry, type Span, type Telemetry } from "@heddle/core";

const memory = new InMemoryTelemetry();

async function agent(telemetry: Telemetry): Promise<string> {
  return telemetry.trace("agent", { user_id: "ada" }, async (span: Span) => {
    telemetry.emitMetric("tokens", 12);
    span.set({ answer: 42 });
    return "done";
  });
}

console.log(await agent(memory), memory.spans().length, memory.metrics().length);
