/** One in ten traces, each whole or not at all. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, tool } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory, sampleRate: 0.1 });

for (let run = 0; run < 1000; run++) agent("support", {}, () => tool("weather", {}, () => 18));

const [runs, calls] = [memory.find("support").length, memory.find("weather").length];
console.log("about a hundred:", runs > 50 && runs < 150);
console.log("each with its tool:", runs === calls);

// Output:
// about a hundred: true
// each with its tool: true
