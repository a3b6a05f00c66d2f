/** Keep only the traces worth keeping, whole: those that failed or were slow. */
import { InMemoryTelemetry, keepTraces } from "@heddle/core";

const memory = new InMemoryTelemetry();
const telemetry = keepTraces(memory, { slowerThanMs: 10_000 });

for (const city of ["Oslo", "Rome", "Lima"]) {
  telemetry.trace("loom.run", { city }, () =>
    telemetry.trace("loom.tool", { tool: "weather" }, (span) => {
      if (city === "Rome") span.fail(new Error("no answer"));
    }),
  );
}

for (const { name, status, attributes } of memory.spans()) console.log(name, status, JSON.stringify(attributes));
const [{ dropped } = { dropped: 0 }] = telemetry.health().sinks;
console.log(`${dropped} dropped`);

// Output:
// loom.tool error {"tool":"weather"}
// loom.run ok {"city":"Rome"}
// 4 dropped
