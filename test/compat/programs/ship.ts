/** A program: an agent's run goes to an OTLP backend, while the program traces itself with its own SDK. By "grpc" or another protocol; with "spool", from disk. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InMemoryTelemetry, MultiTelemetry, type Telemetry } from "@heddle/core";
import { type OtlpProtocol, OtlpTelemetry } from "@heddle/otlp";
import * as api from "@opentelemetry/api";
import { startBackend } from "./backend.ts";
import { pipeline, registerContextManager } from "./sdk.ts";

const protocol = process.argv[2] as OtlpProtocol;
const folder = process.argv[3] === "spool" ? await mkdtemp(join(tmpdir(), "heddle-spool-")) : undefined;
const warnings: unknown[] = [];
process.on("warning", (warning) => warnings.push(warning.message));

registerContextManager();
const own = pipeline();
api.trace.setGlobalTracerProvider(own.tracerProvider);
api.metrics.setGlobalMeterProvider(own.meterProvider);
const tracer = api.trace.getTracer("program");

const backend = await startBackend(protocol);
const memory = new InMemoryTelemetry();
const otlp = new OtlpTelemetry({
  url: backend.url,
  protocol,
  service: "agent",
  ...(folder !== undefined && { spool: folder }),
});
const telemetry = new MultiTelemetry([memory, otlp]);

await tracer.startActiveSpan("GET /answer", async (request) => {
  await runAgent(telemetry);
  await telemetry.flush();
  request.end();
});

assert.equal(memory.spans().length, 4);
assert.deepEqual(backend.spans(), memory.spans());
assert.deepEqual(new Set(backend.resources().map((resource) => resource["service.name"])), new Set(["agent"]));
assert.deepEqual(
  backend.metrics().map(({ name, value }) => [name, value]),
  [["loom.tool.calls", 2]],
);
// Neither the records nor their requests are spans of the program's.
assert.deepEqual(
  own.spans().map(({ name }) => name),
  ["GET /answer"],
);
const { taken, written, dropped, failed, pending } = otlp.health().sinks[0] ?? {};
assert.deepEqual([taken, written, dropped, failed, pending], [6, 6, 0, 0, 0]);
await otlp.shutdown();
if (folder !== undefined) {
  assert.deepEqual(await readdir(folder), []);
  await rm(folder, { recursive: true });
}
assert.deepEqual(warnings, []);
backend.close();
console.log("all holds");

/** One turn, two tools at once. */
async function runAgent(telemetry: Telemetry): Promise<void> {
  await telemetry.trace("loom.run", { "gen_ai.agent.name": "planner" }, () =>
    telemetry.trace("loom.turn", { turn: 1 }, async () => {
      await Promise.all([callTool(telemetry, "add"), callTool(telemetry, "search")]);
    }),
  );
}

function callTool(telemetry: Telemetry, tool: string): Promise<void> {
  return telemetry.trace("loom.tool", { tool }, async (span) => {
    telemetry.emitMetric("loom.tool.calls", 1);
    await new Promise(setImmediate);
    if (tool === "search") span.fail(new TypeError("nothing was found"));
  });
}
