/** A backend is spoken to in its own words; what it reads from the conventions is not said twice. */
import { InMemoryTelemetry, MultiTelemetry, mapSpans } from "@heddle/core";
import { agent, configure, langfuseProfile, langwatchProfile, openInferenceProfile, tool } from "@heddle/genai";

// In the place of memory stands what goes to the backend: `new OtlpTelemetry({ url, captureContent: true })`.
const [phoenix, langfuse, langwatch] = [new InMemoryTelemetry(), new InMemoryTelemetry(), new InMemoryTelemetry()];
const telemetry = new MultiTelemetry([
  mapSpans(phoenix, openInferenceProfile),
  mapSpans(langfuse, langfuseProfile),
  mapSpans(langwatch, langwatchProfile),
]);
configure({ telemetry });

agent("support", { sessionId: "chat-7" }, () => tool("weather", { input: { city: "Oslo" } }, () => "2 °C"));

for (const [backend, memory] of Object.entries({ phoenix, langfuse, langwatch })) {
  const attributes = memory.find("weather")[0]?.attributes ?? {};
  const own = Object.entries(attributes).filter(([name]) => !/^(gen_ai|heddle|session)\./.test(name));
  console.log(backend, Object.fromEntries(own));
}

// Output:
// phoenix {
//   'openinference.span.kind': 'TOOL',
//   'tool.name': 'weather',
//   'tool.parameters': '{"city":"Oslo"}',
//   'input.value': '{"city":"Oslo"}',
//   'input.mime_type': 'application/json',
//   'output.value': '2 °C',
//   'output.mime_type': 'text/plain'
// }
// langfuse {
//   'langfuse.observation.type': 'tool',
//   'openinference.span.kind': 'TOOL'
// }
// langwatch { 'langwatch.span.type': 'tool', 'openinference.span.kind': 'TOOL' }
