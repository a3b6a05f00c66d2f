/** A program: what holds where nobody has registered an SDK. */
import assert from "node:assert/strict";
import { InMemoryTelemetry, MultiTelemetry } from "@heddle/core";
import { OTelTelemetry } from "@heddle/otel";

const warnings: string[] = [];
process.on("warning", (warning) => warnings.push(warning.message));
const memory = new InMemoryTelemetry();
const telemetry = new MultiTelemetry([new OTelTelemetry(), memory]);

await telemetry.trace("run", {}, () => telemetry.trace("turn", {}, async () => telemetry.emitMetric("tokens", 1)));
await telemetry.flush();

const [turn, run] = memory.spans();
assert.deepEqual([turn?.traceId, turn?.parentSpanId], [run?.traceId, run?.spanId]);
assert.deepEqual([run?.parentSpanId, memory.metrics()[0]?.spanId], [undefined, turn?.spanId]);
const [otel] = telemetry.health().sinks;
assert.deepEqual([otel?.taken, otel?.dropped, otel?.failed], [3, 3, 0]);
await new Promise((resolve) => setImmediate(resolve));
assert.deepEqual(warnings, []);
console.log("all holds");
