/** Telemetries that each break one rule on what JSON cannot hold. */
import type { Attributes } from "@heddle/core";
import type { MakeTelemetry } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { recordingMetrics, recordingSpans, telemetryWith } from "../telemetry-with.ts";

export const telemetriesBreakingHostileValues: readonly Broken<MakeTelemetry>[] = [
  {
    name: "one that counts attributes",
    breaks: ["no attribute makes telemetry throw, whatever it is"],
    make: telemetryWith((memory) => ({
      trace(name, given, work) {
        void Object.keys(given).length;
        return memory.trace(name, given as Attributes, work);
      },
    })),
  },
  {
    name: "one that freezes what it is given",
    breaks: ["no attribute is changed, frozen or used up"],
    make: telemetryWith((memory) => ({
      trace(name, given, work) {
        freeze(own(given, "value"));
        return memory.trace(name, given as Attributes, work);
      },
    })),
  },
  {
    name: "one that keeps dates",
    breaks: ["what JSON cannot hold is recorded as what it can, beside the other attributes"],
    make: recordingSpans(({ name, attributes: given }) =>
      name === "a Date" ? { attributes: { ...given, value: new Date(0) as never } } : {},
    ),
  },
  {
    name: "one that keeps the dates of metrics",
    breaks: ["a metric records what JSON can hold of its attributes, and its name as text"],
    make: recordingMetrics(({ name, attributes: given }) =>
      name === "a Date" ? { attributes: { ...given, value: new Date(0) as never } } : {},
    ),
  },
];

/** Some attributes are Proxies that throw. */
function own(object: unknown, key: string): unknown {
  try {
    return (object as Record<string, unknown> | undefined)?.[key];
  } catch {
    return undefined;
  }
}

function freeze(value: unknown): void {
  try {
    Object.freeze(value);
  } catch {
    // There are objects that cannot be frozen.
  }
}
