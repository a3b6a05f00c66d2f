/** A telemetry in memory whose ids count up and whose clock stands still until a test moves it. */
import { InMemoryTelemetry, type JsonObject, type SpanRecord, sequentialIds } from "@heddle/core";
import { configure, type Settings } from "@heddle/genai";
import { type ManualClock, manualClock } from "../../core/test/manual-clock.ts";

export interface Recorded {
  readonly memory: InMemoryTelemetry;
  readonly clock: ManualClock;
  /** The only span, or the one of this name. */
  span(name?: string): SpanRecord;
  /** Attributes of that span. */
  attributes(name?: string): JsonObject;
}

/** Everything typed goes there from now on. */
export function recording(settings: Omit<Settings, "telemetry" | "clock"> = {}): Recorded {
  const clock = manualClock();
  const memory = new InMemoryTelemetry({ clock, ids: sequentialIds() });
  configure({ telemetry: memory, clock, metrics: false, ...settings });
  const span = (name?: string): SpanRecord => {
    const found = name === undefined ? memory.spans() : memory.find(name);
    if (found.length !== 1)
      throw new Error(`there are ${found.length} spans: ${memory.spans().map((one) => one.name)}`);
    return found[0] as SpanRecord;
  };
  return { memory, clock, span, attributes: (name) => span(name).attributes };
}
