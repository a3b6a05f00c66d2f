/** Send a run to several places: one span, one set of ids, one reading of the clock for all of them. */
import { ConsoleTelemetry, InMemoryTelemetry, MultiTelemetry } from "@heddle/core";

const memory = new InMemoryTelemetry();
const telemetry = new MultiTelemetry([new ConsoleTelemetry(), memory]);

await telemetry.trace("loom.run", {}, () => telemetry.trace("loom.tool", { tool: "add" }, async () => 5));

// Watched live on stderr, and still there to assert on.
console.log(memory.spans().some((span) => span.name === "loom.tool"));

// Output:
// true
