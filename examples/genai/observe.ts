/** Functions that are traced whenever they are called, with parents and children found by themselves. */
import { InMemoryTelemetry } from "@heddle/core";
import { configure, observe } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

const fetchWeather = observe(async (city: string) => ({ city, celsius: 18 }), { type: "tool", name: "fetch-weather" });

const classifyIntent = observe(function classifyIntent(query: string) {
  return query.includes("weather") ? "weather_lookup" : "other";
});

const answer = observe(
  async function* (query: string) {
    if (classifyIntent(query) !== "weather_lookup") return;
    const { city, celsius } = await fetchWeather("Paris");
    yield* [`In ${city} `, `it is ${celsius} °C.`];
  },
  { type: "agent", name: "weather-agent" },
);

for await (const words of answer("What's the weather in Paris?")) process.stdout.write(words);
process.stdout.write("\n");

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// In Paris it is 18 °C.
// Trace: weather-agent (<ms>ms) ok
// 3 spans, 1 tool call
// └── [agent] weather-agent +<ms>ms [<ms>ms] ✓
//     ├── [custom] classifyIntent +<ms>ms [<ms>ms] ✓
//     └── [tool] fetch-weather +<ms>ms [<ms>ms] ✓
