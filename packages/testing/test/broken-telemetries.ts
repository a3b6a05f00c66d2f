/** Telemetries that each break one rule on work, promises and parents: the proof that each rule can fail. */
import { AsyncResource } from "node:async_hooks";
import { types } from "node:util";
import { activeSpan, continueTrace, type ManualSpan, type Span } from "@heddle/core";
import type { MakeTelemetry } from "@heddle/testing";
import { handing, returning, telemetryWith } from "./telemetry-with.ts";

export interface BrokenTelemetry {
  /** What is wrong with it. */
  readonly name: string;
  readonly breaks: readonly string[];
  readonly make: MakeTelemetry;
}

const isPlainPromise = (value: unknown): value is Promise<unknown> =>
  types.isPromise(value) && Object.getPrototypeOf(value) === Promise.prototype;

/** What the promises of `chain` have hung on them, too. */
const chaining = (chain: (promise: Promise<unknown>, name: string) => Promise<unknown>) =>
  returning((result, name) => (isPlainPromise(result) ? Object.assign(chain(result, name), { ...result }) : result));

const wrapped = (error: unknown) => (error instanceof Error ? error : new Error("thrown", { cause: error }));

const working: readonly BrokenTelemetry[] = [
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
    name: "one that makes errors of whatever is thrown",
    breaks: ["what the work throws comes out, the same object"],
    make: telemetryWith((memory) => ({
      trace(name, attributes, work) {
        try {
          return memory.trace(name, attributes as never, work);
        } catch (error) {
          throw wrapped(error);
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

const promising: readonly BrokenTelemetry[] = [
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
        throw wrapped(error);
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
      if (types.isPromise(result) && !isPlainPromise(result)) result.then(ignore, ignore);
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

/** Runs work where no span is. */
const outside = new AsyncResource("outside");

const parenting: readonly BrokenTelemetry[] = [
  {
    name: "one that knows two levels",
    breaks: ["a nested span names its parent and shares its trace"],
    make: telemetryWith(() => ({
      spans(spans) {
        const roots = new Map(spans.filter((span) => !span.parentSpanId).map((span) => [span.traceId, span.spanId]));
        return spans.map(
          (span) => ({ ...span, ...(span.parentSpanId && { parentSpanId: roots.get(span.traceId) }) }) as never,
        );
      },
    })),
  },
  {
    name: "one with a trace id for the process",
    breaks: ["spans outside of each other are of traces of their own"],
    make: telemetryWith(() => ({}), { ids: processIds() }),
  },
  {
    name: "one that writes ids in capitals",
    breaks: ["ids are W3C ids, and no two spans share one"],
    make: telemetryWith(() => ({ spans: inCapitals, metrics: inCapitals })),
  },
  {
    name: "one that stays in the span of a rejection",
    breaks: ["after the work, and beside it, its span is nobody's parent"],
    make: telemetryWith((memory) => {
      let failed: ManualSpan | undefined;
      return {
        trace(name, attributes, work) {
          const trace = () =>
            memory.trace(name, attributes as never, (span) =>
              tellFailure(work(span), () => {
                failed = span as ManualSpan;
              }),
            );
          return failed === undefined || activeSpan() ? trace() : failed.run(trace);
        },
      };
    }),
  },
  {
    name: "one that loses its context in timers",
    breaks: ["the parent is kept over awaits, timers and callbacks"],
    make: telemetryWith((memory) => ({
      trace(name, attributes, work) {
        const trace = () => memory.trace(name, attributes as never, work);
        return new Error("here").stack?.includes("listOnTimeout") ? outside.runInAsyncScope(trace) : trace();
      },
    })),
  },
  {
    name: "one that knows a thousand open spans",
    breaks: ["10,000 parallel branches keep each its own parent"],
    make: telemetryWith((memory) => {
      let open = 0;
      return {
        trace(name, attributes, work) {
          open++;
          const closing = (span: Span) => {
            const result = work(span);
            if (isPlainPromise(result))
              result.then(
                () => open--,
                () => open--,
              );
            else open--;
            return result;
          };
          const trace = () => memory.trace(name, attributes as never, closing);
          return open > 1000 ? outside.runInAsyncScope(trace) : trace();
        },
      };
    }),
  },
  {
    name: "one that knows no streams",
    breaks: ["streams that take turns keep each its own parent, and the consumer has none of theirs"],
    make: telemetryWith(() => ({
      spans: (spans) =>
        spans.map(({ parentSpanId, ...span }) =>
          span.name.startsWith("item") || parentSpanId === undefined ? span : { ...span, parentSpanId },
        ),
    })),
  },
  {
    name: "one that takes any active span for the parent",
    breaks: ["a span of another telemetry in between is not the parent"],
    make: telemetryWith((memory) => {
      const own = new Set<string>();
      return {
        trace(name, attributes, work) {
          const trace = () =>
            memory.trace(name, attributes as never, (span) => {
              own.add(span.spanId);
              return work(span);
            });
          const active = activeSpan();
          return active === undefined || own.has(active.spanId) ? trace() : continueTrace(active.traceparent, trace);
        },
      };
    }),
  },
];

function ignore(): void {}

function processIds() {
  let spans = 0;
  return { traceId: () => "1".repeat(32), spanId: () => (++spans).toString(16).padStart(16, "0") };
}

function inCapitals<T>(records: T): T {
  const text = JSON.stringify(records);
  return JSON.parse(
    text.replace(/"(traceId|spanId|parentSpanId)":"(\w+)"/g, (_, key, id) => `"${key}":"${id.toUpperCase()}"`),
  );
}

function tellFailure<T>(result: T, failed: () => void): T {
  if (isPlainPromise(result)) result.catch(failed);
  return result;
}

export const brokenTelemetries: readonly BrokenTelemetry[] = [...working, ...promising, ...parenting];
