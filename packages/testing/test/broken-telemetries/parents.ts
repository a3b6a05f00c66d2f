/** Telemetries that each break one rule on parents. */
import { AsyncResource } from "node:async_hooks";
import { activeSpan, continueTrace, type ManualSpan, type Span } from "@heddle/core";
import type { MakeTelemetry } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { isPlainPromise, telemetryWith } from "../telemetry-with.ts";

export const telemetriesBreakingParents: readonly Broken<MakeTelemetry>[] = [
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

/** Runs work where no span is. */
const outside = new AsyncResource("outside");

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

/** Some attributes are Proxies that throw. */
function _own(object: unknown, key: string): unknown {
  try {
    return (object as Record<string, unknown> | undefined)?.[key];
  } catch {
    return undefined;
  }
}
