/** Measurements of one's own, with a unit and tags. */
import { InMemoryTelemetry } from "@heddle/core";
import { configure, metric } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

metric("response_latency", 1.23, { unit: "s", instrument: "histogram", tags: { model: "gpt-4o" } });
metric("tokens_per_request", 450, { unit: "{token}" });
metric("user_satisfaction", 4.5, { unit: "{score}", instrument: "gauge", tags: { agent: "support" } });

for (const { name, value, unit, instrumentKind, attributes } of memory.metrics()) {
  console.log(name, value, unit, instrumentKind, attributes);
}

// Output:
// response_latency 1.23 s histogram { model: 'gpt-4o' }
// tokens_per_request 450 {token} counter {}
// user_satisfaction 4.5 {score} gauge { agent: 'support' }
