/** Attempts and ways around name each other by themselves. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, fallback, retry, tool } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

const callApi = () =>
  tool("weather_api", { input: { city: "Paris" } }, async () => {
    throw new Error("timed out");
  });
const askCache = () => tool("weather_cache", { input: { city: "Paris" } }, async () => "18 °C, an hour ago");

const answer = await agent("weather_agent", {}, () => fallback([() => retry({ attempts: 2 }, callApi), askCache]));

console.log(answer);
for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// 18 °C, an hour ago
// Trace: weather_agent (<ms>ms) ok
// 4 spans, 2 errors, 3 tool calls, 1 retry
// └── [agent] weather_agent +<ms>ms [<ms>ms] ✓
//     ├── [tool] weather_api +<ms>ms [<ms>ms] ✗
//     │       error: Error: timed out
//     ├── [tool] weather_api +<ms>ms [<ms>ms] ✗ [retry of weather_api]
//     │       error: Error: timed out
//     └── [tool] weather_cache +<ms>ms [<ms>ms] ✓ [fallback of weather_api]
