/** Assert on spans in a unit test: ids and times are the test's own, so whole values can be compared. */
import { strict as assert } from "node:assert";
import { type Clock, InMemoryTelemetry, sequentialIds, type Telemetry } from "@heddle/core";

/** The code under test takes a Telemetry, and knows no more of it. */
async function lookUp(city: string, telemetry: Telemetry): Promise<string> {
  return telemetry.trace("weather.look_up", { city }, async (span) => {
    try {
      throw new Error("the service is down");
    } catch (error) {
      span.fail(error);
      return "unknown";
    }
  });
}

const stopped: Clock = { monotonicMs: () => 0, wallMs: () => Date.UTC(2026, 0, 1) };
const telemetry = new InMemoryTelemetry({ clock: stopped, ids: sequentialIds() });
await lookUp("Oslo", telemetry);

const [{ error, ...span }] = telemetry.spans() as [ReturnType<typeof telemetry.spans>[number]];
assert.deepEqual(span, {
  kind: "span",
  name: "weather.look_up",
  traceId: "00000000000000000000000000000001",
  spanId: "0000000000000001",
  startedAt: Date.UTC(2026, 0, 1),
  endedAt: Date.UTC(2026, 0, 1),
  durationMs: 0,
  status: "error",
  attributes: { city: "Oslo" },
  exception: "Error: the service is down",
});
console.log(`${span.name}: ${error?.message}`);

// Output:
// weather.look_up: the service is down
