/** Fan-outs that break the rules of isolation, each in its own way. */
import { types } from "node:util";
import { MultiTelemetry, type Telemetry } from "@heddle/core";
import { InjectedFault, type MakeFanOut, type TelemetryLife } from "@heddle/testing";

export interface BrokenFanOut {
  /** What is wrong with it. */
  readonly name: string;
  /** What the rules say of it. */
  readonly sentence: string;
  readonly make: MakeFanOut;
}

export const brokenFanOuts: readonly BrokenFanOut[] = [
  {
    name: "one that is asynchronous",
    sentence: "what the program noticed",
    make: fanOutWith((multi) => ({
      trace: (name, attributes, work) => Promise.resolve(multi.trace(name, attributes, work)) as never,
    })),
  },
  {
    name: "one that swallows errors",
    sentence: "what the program noticed",
    make: fanOutWith((multi) => ({
      trace: (name, attributes, work) => attempt(() => multi.trace(name, attributes, work)),
    })),
  },
  {
    name: "one with errors of its own",
    sentence: "what the program noticed",
    make: fanOutWith((multi) => ({
      trace: (name, attributes, work) => {
        Promise.resolve(multi.trace(name, attributes, work)).catch(() => {});
        throw new Error("its own");
      },
    })),
  },
  {
    name: "one that leaves a promise alone",
    sentence: "the list of errors that went astray",
    make: fanOutWith(() => ({ flush: async () => void Promise.reject(new InjectedFault("nobody waits for this")) })),
  },
  {
    name: "one that keeps a promise for itself",
    sentence: "the list of errors that went astray",
    make: fanOutWith((multi) => ({
      trace(name, attributes, work) {
        const result = multi.trace(name, attributes, work);
        if (types.isPromise(result)) void result.finally(() => {});
        return result;
      },
    })),
  },
  {
    name: "one without metrics",
    sentence: "what the healthy member recorded",
    make: fanOutWith(() => ({ emitMetric() {} })),
  },
  {
    name: "one that counts each record as written",
    sentence: "the accounts of the faulty member is not as it should be",
    make: fanOutWith((multi) => ({
      health() {
        const { sinks, ...rest } = multi.health();
        return { ...rest, sinks: sinks.map((counts) => ({ ...counts, written: counts.taken, failed: 0 })) };
      },
    })),
  },
  {
    name: "one without accounts",
    sentence: "the accounts of the faulty member are not in health()",
    make: fanOutWith(() => ({ health: () => ({ sinks: [], refusedMetrics: 0 }) })),
  },
  {
    name: "one that disposes of nothing",
    sentence: "the healthy member is disposed of",
    make: fanOutWith((multi) => ({ [Symbol.asyncDispose]: () => multi.flush() })),
  },
  {
    name: "one that cannot be disposed of",
    sentence: "[Symbol.asyncDispose]() rejected with Error: busy",
    make: fanOutWith((multi) => ({
      async [Symbol.asyncDispose]() {
        await multi[Symbol.asyncDispose]();
        throw new Error("busy");
      },
    })),
  },
  {
    name: "one that knows no names",
    sentence: "the list of failures that were told",
    make(members, options) {
      const onSinkError: typeof options.onSinkError = (failure) => options.onSinkError?.({ ...failure, sink: "?" });
      return new MultiTelemetry(members, { ...options, onSinkError });
    },
  },
];

function fanOutWith(change: (multi: MultiTelemetry) => Partial<Telemetry & TelemetryLife>): MakeFanOut {
  return (members, options) => {
    const multi = new MultiTelemetry(members, options);
    return {
      trace: (name, attributes, work) => multi.trace(name, attributes, work),
      emitMetric: (name, value, attributes) => multi.emitMetric(name, value, attributes),
      flush: (flushOptions) => multi.flush(flushOptions),
      health: () => multi.health(),
      [Symbol.asyncDispose]: () => multi[Symbol.asyncDispose](),
      ...change(multi),
    };
  };
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch {
    return undefined as T;
  }
}
