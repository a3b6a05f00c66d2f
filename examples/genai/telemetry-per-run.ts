/** One run goes elsewhere, with everything inside of it. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, tool } from "@heddle/genai";

const [ours, theirs] = [new InMemoryTelemetry(), new InMemoryTelemetry()];
configure({ telemetry: ours });

const answer = () => tool("weather", {}, () => "18 °C");
agent("for us", {}, answer);
agent("for a customer", { telemetry: theirs }, answer);

console.log(ours.spans().map(({ name }) => name));
console.log(theirs.spans().map(({ name }) => name));

// Output:
// [ 'weather', 'for us' ]
// [ 'weather', 'for a customer' ]
