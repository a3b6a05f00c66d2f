/** Tells a program of its own spans while they happen: a live view, an alarm, a web socket. */
import { Recorder, type Sink, type SpanRecord, type SpanStart } from "@heddle/core";
import { type EndedTrace, TraceEndSink } from "./trace-end-sink.ts";
import { type SpanUpdate, UpdateSink } from "./update-sink.ts";

/**
 * What is called when something happens. What a hook is given is frozen. A hook that throws or rejects harms nobody: it is told
 * once to `onSinkError`, counted in `health()`, and called again. What it returns is not waited for, but by `flush`.
 *
 * A hook runs outside of every span. What it records itself while it is called is not told to it.
 */
export interface Hooks {
  onSpanStart?(start: SpanStart): unknown;
  /** Something was added to an open span. */
  onSpanUpdate?(update: SpanUpdate): unknown;
  /** A span has ended; with `onSpanFail`, one that is `ok`. */
  onSpanEnd?(span: SpanRecord): unknown;
  /** A span has ended as `error` or `cancelled`. */
  onSpanFail?(span: SpanRecord): unknown;
  /**
   * The outermost span of a trace in this process has ended. A span that ends after it is in no trace, and counts as dropped here.
   * Behind a wrapper that hides starts, as `keepTraces` does, the outermost is the span that has no parent.
   */
  onTraceEnd?(trace: EndedTrace): unknown;
}

/** How much is kept for `onTraceEnd`. */
export interface HooksOptions {
  /** Traces at a time; 1,000 unless given. The oldest is given up for one more. */
  readonly maxTraces?: number;
  /** Spans of one trace: the first that end; 10,000 unless given. The others are counted. */
  readonly maxSpans?: number;
}

/**
 * A telemetry that calls `given`, to be put beside others: `new MultiTelemetry([file, hooks({ onSpanEnd(span) { … } })])`. A
 * hook that is not there costs nothing.
 *
 * Throws a TypeError for a hook that is no function, and a RangeError for a limit that is not a positive whole number.
 */
export function hooks(given: Hooks, { maxTraces = 1000, maxSpans = 10_000 }: HooksOptions = {}): Recorder {
  for (const [name, limit] of Object.entries({ maxTraces, maxSpans })) {
    if (Number.isSafeInteger(limit) && limit > 0) continue;
    throw new RangeError(`hooks: ${name} is ${String(limit)}; give a positive whole number`);
  }
  const start = hookOf(given, "onSpanStart");
  const update = hookOf(given, "onSpanUpdate");
  const end = hookOf(given, "onSpanEnd");
  const fail = hookOf(given, "onSpanFail");
  const traceEnd = hookOf(given, "onTraceEnd");
  const sinks: Sink[] = [];
  if (start) sinks.push(startSink(start));
  if (update) sinks.push(new UpdateSink(update));
  if (end) sinks.push(endSink("onSpanEnd", ({ status }) => !fail || status === "ok", end));
  if (fail) sinks.push(endSink("onSpanFail", ({ status }) => status !== "ok", fail));
  if (traceEnd) sinks.push(new TraceEndSink(traceEnd, maxTraces, maxSpans));
  return new Recorder(sinks);
}

type About<Name extends keyof Hooks> = Parameters<Required<Hooks>[Name]>[0];

function hookOf<Name extends keyof Hooks>(given: Hooks, name: Name): ((about: About<Name>) => unknown) | undefined {
  const hook = given[name] as ((about: About<Name>) => unknown) | undefined;
  if (hook === undefined) return undefined;
  if (typeof hook !== "function") throw new TypeError(`hooks: ${name} is ${String(hook)}; give a function`);
  return (about) => hook.call(given, about);
}

function startSink(hook: (start: SpanStart) => unknown): Sink {
  let dropped = 0;
  const write = () => {
    dropped++;
  };
  return { name: "onSpanStart", spanStarted: hook, write, health: () => ({ dropped }) };
}

/** A sink for the ended spans that are wanted. */
function endSink(name: string, isWanted: (span: SpanRecord) => boolean, hook: (span: SpanRecord) => unknown): Sink {
  let dropped = 0;
  return {
    name,
    write(record) {
      if (record.kind === "span" && isWanted(record)) return hook(record);
      dropped++;
    },
    health: () => ({ dropped }),
  };
}
