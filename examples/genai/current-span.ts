/** The span and the run that are going on, from anywhere in them. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, currentSpan, currentTrace, tool } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

/** Knows nothing of telemetry but where it is. */
async function lookUp(city: string) {
  currentSpan()?.annotate(`${city} is known: no search`);
  currentTrace()?.metadata({ cities: 1 });
  return "18 °C";
}

await agent("support", {}, () => tool("weather", {}, () => lookUp("Paris")));

for (const { name, attributes, events = [] } of memory.spans()) {
  console.log(`${name}:`, events[0]?.attributes.message ?? attributes.metadata);
}
console.log(currentSpan());

// Output:
// weather: Paris is known: no search
// support: { cities: 1 }
// undefined
