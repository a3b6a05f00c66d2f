/** Telemetries that each break one rule on their end. */
import type { MakeTelemetry } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { telemetryWith } from "../telemetry-with.ts";

export const telemetriesBreakingLife: readonly Broken<MakeTelemetry>[] = [
  {
    name: "one that cannot be flushed when it is disposed of",
    breaks: ["flush resolves at any time, also twice at once, and with a time limit"],
    make: telemetryWith(() => {
      let isDisposed = false;
      return {
        async flush() {
          if (isDisposed) throw new Error("disposed");
        },
        async [Symbol.asyncDispose]() {
          isDisposed = true;
        },
      };
    }),
  },
  {
    name: "one that can be disposed of once",
    breaks: ["dispose resolves twice, also at once, and work goes on afterwards"],
    make: telemetryWith(() => {
      let isDisposed = false;
      return {
        async [Symbol.asyncDispose]() {
          if (isDisposed) throw new Error("disposed");
          isDisposed = true;
        },
      };
    }),
  },
  {
    name: "one that has written nothing",
    breaks: ["health counts every span and every metric once for each sink, and they add up"],
    make: telemetryWith((memory) => ({
      health() {
        const { sinks, ...rest } = memory.health();
        return { ...rest, sinks: sinks.map((counts) => ({ ...counts, written: 0 })) };
      },
    })),
  },
  {
    name: "one that does not say what it refused",
    breaks: ["health counts the metrics that were refused"],
    make: telemetryWith((memory) => ({ health: () => ({ ...memory.health(), refusedMetrics: 0 }) })),
  },
];
