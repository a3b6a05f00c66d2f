/** Telemetries that each break one rule on promises. */
import { types } from "node:util";
import type { MakeTelemetry } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { asError, handing, isPlainPromise, returning } from "../telemetry-with.ts";

export const telemetriesBreakingPromises: readonly Broken<MakeTelemetry>[] = [
  {
    name: "one that takes a promised null for nothing",
    breaks: ["a promise resolves to what the work's does, the same object"],
    make: chaining((promise) => promise.then((value) => value ?? undefined)),
  },
  {
    name: "one that makes errors of whatever a promise rejects with",
    breaks: ["a promise rejects with what the work's does, the same object"],
    make: chaining((promise) =>
      promise.catch((error) => {
        throw asError(error);
      }),
    ),
  },
  {
    name: "one that handles rejections",
    breaks: ["a rejection that nobody handles is reported by Node"],
    make: chaining((promise) => {
      promise.catch(() => {});
      return promise;
    }),
  },
  {
    name: "one that keeps a promise for itself",
    breaks: ["a rejection that is handled is not reported"],
    make: chaining((promise, name) => {
      if (name === "handled") void promise.finally(() => {});
      return promise;
    }),
  },
  {
    name: "one that marks promises",
    breaks: ["a subclass of Promise comes back as itself, also a frozen one"],
    make: returning((result) => {
      if (types.isPromise(result)) Object.defineProperty(result, "isTraced", { value: true, configurable: true });
      return result;
    }),
  },
  {
    name: "one that waits for every promise",
    breaks: ["the then of a subclass is left to the caller"],
    make: returning((result) => {
      if (types.isPromise(result) && result.constructor !== Promise) result.then(ignore, ignore);
      return result;
    }),
  },
  {
    name: "one that gives a bare promise",
    breaks: ["a promise with properties of its own comes back with them"],
    make: returning((result) => (isPlainPromise(result) ? result.then((value) => value) : result)),
  },
  {
    name: "one that ends its spans a turn later",
    breaks: ["the span has ended before the caller goes on"],
    make: () => {
      const late = new Map<string, object>();
      const sealed = new Set<string>();
      const make = handing(
        (span, memory) => ({
          set(attributes) {
            span.set(attributes);
            const { spanId } = span;
            if (sealed.has(spanId) || !memory.spans().some((record) => record.spanId === spanId)) return;
            late.set(spanId, { ...late.get(spanId), ...attributes });
          },
          get name() {
            return span.name;
          },
        }),
        (memory) => ({
          flush: async () => {
            for (const { spanId } of memory.spans()) sealed.add(spanId);
          },
          spans: (spans) =>
            spans.map((span) => ({ ...span, attributes: { ...span.attributes, ...late.get(span.spanId) } })),
        }),
      );
      return make();
    },
  },
];

function ignore(): void {}

/** Some attributes are Proxies that throw. */
function _own(object: unknown, key: string): unknown {
  try {
    return (object as Record<string, unknown> | undefined)?.[key];
  } catch {
    return undefined;
  }
}

/** What the promises of `chain` have hung on them, too. */
function chaining(chain: (promise: Promise<unknown>, name: string) => Promise<unknown>): MakeTelemetry {
  return returning((result, name) =>
    isPlainPromise(result) ? Object.assign(chain(result, name), { ...result }) : result,
  );
}
