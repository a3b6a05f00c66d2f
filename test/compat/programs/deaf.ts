/** A program: what holds where `@heddle/otel` has a copy of the API that cannot see the program's own. */
import assert from "node:assert/strict";
import { InMemoryTelemetry, MultiTelemetry } from "@heddle/core";
import { OTelTelemetry } from "@heddle/otel";
import * as api from "@opentelemetry/api";
import { pipeline, registerContextManager } from "./sdk.ts";

const warnings: string[] = [];
process.on("warning", (warning) => warnings.push(`${Reflect.get(warning, "code")} ${warning.message}`));
registerContextManager();
const to = pipeline();
api.trace.setGlobalTracerProvider(to.tracerProvider);
const memory = new InMemoryTelemetry();
const telemetry = new MultiTelemetry([new OTelTelemetry(), memory]);

await telemetry.trace("run", {}, () => telemetry.trace("turn", {}, async () => {}));

const [turn, run] = memory.spans();
assert.deepEqual([turn?.traceId, turn?.parentSpanId, run?.parentSpanId], [run?.traceId, run?.spanId, undefined]);
assert.deepEqual(to.spans(), []);
await new Promise((resolve) => setImmediate(resolve));
assert.equal(warnings.length, 1);
assert.match(
  warnings[0] ?? "",
  /^HEDDLE_OTEL_API .* version 1\.9\.1 of @opentelemetry\/api.* new OTelTelemetry\(\{ api \}\)/,
);
console.log("all holds");
