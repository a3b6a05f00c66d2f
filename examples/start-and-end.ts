/** Spans for a framework that reports a start and an end, each in a callback of its own. */
import { EventEmitter } from "node:events";
import { InMemoryTelemetry, type ManualSpan, startSpan } from "@heddle/core";

const telemetry = new InMemoryTelemetry();
const framework = new EventEmitter();
const open = new Map<string, ManualSpan>();

framework.on("start", (id: string, tool: string) => open.set(id, startSpan(telemetry, "loom.tool", { tool })));
framework.on("end", (id: string, error?: Error) => {
  const span = open.get(id);
  if (error) span?.fail(error);
  span?.end();
});

framework.emit("start", "1", "search");
framework.emit("start", "2", "weather");
framework.emit("end", "2", new Error("no answer"));
framework.emit("end", "1");

for (const { attributes, status, exception } of telemetry.spans())
  console.log(attributes.tool, status, exception ?? "-");

// Output:
// weather error Error: no answer
// search ok -
