/** Choose where telemetry goes by configuration: a word, a path, an object, or a list. */
import { resolveTelemetry } from "@heddle/core";

for (const spec of [
  undefined,
  "none",
  "memory",
  "console",
  "multi:console,memory",
  { backend: "memory", limit: 1000 },
]) {
  console.log(resolveTelemetry(spec).constructor.name);
}
try {
  resolveTelemetry("fiel:traces.jsonl");
} catch (error) {
  console.log(String(error));
}

// Output:
// NoTelemetry
// NoTelemetry
// InMemoryTelemetry
// ConsoleTelemetry
// MultiTelemetry
// InMemoryTelemetry
// TypeError: resolveTelemetry: "fiel" is not known; give "none", "memory", "console", "file:<path>", "multi:<a>,<b>"
