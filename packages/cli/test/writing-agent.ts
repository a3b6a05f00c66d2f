/** A program that records a run, step by step as it is told on standard input, and ticks meanwhile: it is never quiet. */
import { once } from "node:events";
import { FileTelemetry } from "@heddle/core";

const telemetry = new FileTelemetry(process.argv[2] as string);
const step = () => once(process.stdin, "data");

await telemetry.trace("planner", { "gen_ai.operation.name": "invoke_agent" }, async () => {
  const ticking = setInterval(() => telemetry.emitMetric("tick", 1), 200);
  await telemetry.trace("search", { "gen_ai.operation.name": "execute_tool" }, step);
  telemetry
    .trace("fetch", { "gen_ai.operation.name": "execute_tool" }, () => Promise.reject(new TypeError("no route")))
    .catch(() => {});
  await telemetry.trace("write", {}, step);
  clearInterval(ticking);
});
process.stdin.destroy();
