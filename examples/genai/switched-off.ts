/** Switched off, in a test or by `HEDDLE_ENABLED=false`, the program runs as if nobody watched. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, currentSpan, tool } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory, enabled: false });

const answer = agent("support", {}, (run) => {
  run.annotate("nobody reads this");
  currentSpan()?.score({ name: "quality", value: 1 });
  return tool("weather", {}, () => "18 °C");
});

console.log(answer, memory.spans().length);

// Output:
// 18 °C 0
