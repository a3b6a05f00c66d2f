/** A run in a file of its own, read back from there: what was done, why, and with what. */
import { FileTelemetry } from "@heddle/core";
import { agent, configure, decision, tool } from "@heddle/genai";
import { readTraces, renderTree } from "@heddle/reader";

configure({ telemetry: new FileTelemetry("traces", { filePer: "trace" }) });

await agent("weather_agent", {}, async () => {
  await decision("classify_intent", { input: { query: "What's the weather in Paris?" } }, async (step) => {
    step.annotate("High confidence: routing to the weather tool");
    return { intent: "weather_lookup", confidence: 0.95 };
  });
  await tool("weather_api", { input: { location: "Paris" } }, async () => ({ temperature_c: 18, condition: "cloudy" }));
});

for await (const trace of readTraces("traces")) {
  process.stdout.write(renderTree(trace));
  for (const { record } of trace.spans) {
    const { "input.value": input, "gen_ai.tool.call.arguments": given = input } = record.attributes;
    const { "output.value": output, "gen_ai.tool.call.result": result = output } = record.attributes;
    if (given !== undefined) console.log(record.name, JSON.stringify(given), "->", JSON.stringify(result));
  }
}

// Output:
// Trace: weather_agent (<ms>ms) ok
// 3 spans, 1 tool call
// └── [agent] weather_agent +<ms>ms [<ms>ms] ✓
//     ├── [decision] classify_intent +<ms>ms [<ms>ms] ✓
//     │       annotation: "High confidence: routing to the weather tool"
//     └── [tool] weather_api +<ms>ms [<ms>ms] ✓
// classify_intent {"query":"What's the weather in Paris?"} -> {"intent":"weather_lookup","confidence":0.95}
// weather_api {"location":"Paris"} -> {"temperature_c":18,"condition":"cloudy"}
