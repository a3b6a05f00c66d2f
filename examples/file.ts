/** Write JSONL that survives the process: each record is with the operating system before the call returns. */
import { readFileSync } from "node:fs";
import { FileTelemetry } from "@heddle/core";

const telemetry = new FileTelemetry("traces.jsonl");

telemetry.trace("loom.tool", { tool: "add" }, () => {
  telemetry.emitMetric("loom.cost.usd", 0.00012, { model: "scripted" });
});

for (const line of readFileSync("traces.jsonl", "utf8").trim().split("\n")) {
  const { kind, name, status, value } = JSON.parse(line);
  console.log([kind, name, status ?? value].filter((part) => part !== undefined).join(" "));
}

// Output:
// resource
// span_start loom.tool
// metric loom.cost.usd 0.00012
// span loom.tool ok
