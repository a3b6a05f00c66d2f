/** Record a run in memory, and look at it. */
import { InMemoryTelemetry } from "@heddle/core";

const telemetry = new InMemoryTelemetry();

await telemetry.trace("loom.run", { user_id: "alice" }, async () => {
  const sum = await telemetry.trace("loom.tool", { tool: "add" }, async (span) => {
    span.set({ ok: true });
    return 2 + 3;
  });
  telemetry.emitMetric("loom.tokens.input", 42, { model: "scripted" });
  telemetry.emitMetric("loom.tool.duration_ms", 0.2, { tool: "add" });
  return sum;
});

for (const { name, status, attributes } of telemetry.spans()) console.log(name, status, JSON.stringify(attributes));
for (const { name, value, instrumentKind } of telemetry.metrics()) console.log(name, value, instrumentKind);

// Output:
// loom.tool ok {"tool":"add","ok":true}
// loom.run ok {"user_id":"alice"}
// loom.tokens.input 42 counter
// loom.tool.duration_ms 0.2 histogram
