/** Telemetries that each break one rule on the work they are given. */
import { types } from "node:util";
import type { MakeTelemetry } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { asError, handing, returning, telemetryWith } from "../telemetry-with.ts";

export const telemetriesBreakingWork: readonly Broken<MakeTelemetry>[] = [
  {
    name: "one that tries again what is called once",
    breaks: ["the work runs once, before trace returns"],
    make: telemetryWith((memory) => ({
      trace(name, attributes, work) {
        if (name === "once") memory.trace("first try", {}, work);
        return memory.trace(name, attributes as never, work);
      },
    })),
  },
  {
    name: "one that takes null for nothing",
    breaks: ["what the work returns comes back, the same object"],
    make: returning((result) => result ?? undefined),
  },
  {
    name: "one that looks for a then",
    breaks: ["what the work returns is not touched, whatever it is"],
    make: returning((result) => {
      void (result as { then?: unknown } | undefined)?.then;
      return result;
    }),
  },
  {
    name: "one that waits for whatever has a then",
    breaks: ["what the work returns is not touched, whatever it is"],
    make: returning((result) => {
      if (!types.isPromise(result) && !types.isProxy(result)) Promise.resolve(result).catch(() => {});
      return result;
    }),
  },
  {
    name: "one that looks into generators",
    breaks: ["what the work returns is not touched, whatever it is"],
    make: returning((result) => {
      if (types.isGeneratorObject(result)) void result.next();
      return result;
    }),
  },
  {
    name: "one that swallows what the work throws",
    breaks: ["what the work throws comes out, the same object"],
    make: telemetryWith((memory) => ({
      trace(name, attributes, work) {
        try {
          return memory.trace(name, attributes as never, work);
        } catch {
          return undefined;
        }
      },
    })),
  },
  {
    name: "one that makes errors of whatever is thrown",
    breaks: ["what the work throws comes out, the same object"],
    make: telemetryWith((memory) => ({
      trace(name, attributes, work) {
        try {
          return memory.trace(name, attributes as never, work);
        } catch (error) {
          throw asError(error);
        }
      },
    })),
  },
  {
    name: "one whose spans know their traceparent while they are open",
    breaks: ["the work is given a span whose methods never throw, also when it has ended"],
    make: handing((span, memory) => ({
      get traceparent() {
        if (memory.spans().some(({ spanId }) => spanId === span.spanId)) throw new Error("the span has ended");
        return span.traceparent;
      },
    })),
  },
  {
    name: "one that trims names",
    breaks: ["any name is taken, also one that is no text"],
    make: telemetryWith((memory) => ({
      trace: (name, attributes, work) => memory.trace(name.trim(), attributes as never, work),
    })),
  },
];
