/** Holds traces back until the program says what becomes of them. */
import { checkCount, checkWord, quote } from "./check-option.ts";
import type { Member } from "./deliveries-of.ts";
import { isTraceId } from "./ids.ts";
import type { Recorder } from "./recorder.ts";
import { TraceHolder } from "./trace-holder.ts";
import { wrap } from "./wrap.ts";

/** How much is held, and what becomes of it when nobody says so. */
export interface DeferOptions {
  /** How many records are held; 10,000 unless given. Beyond it, `whenFull` holds for the oldest trace. */
  readonly maxRecords?: number;
  /** `discard` unless given. */
  readonly whenFull?: "send" | "discard";
  /** What becomes of held traces when the telemetry is disposed of and when the process exits; `discard` unless given. */
  readonly onExit?: "send" | "discard";
}

/** A telemetry that holds its traces back. */
export interface DeferredTraces extends Recorder {
  /**
   * Hands on what is held of a trace, or of all: from then on the rest of it passes at once, what is open included. Throws a
   * RangeError for what is no trace id.
   */
  send(traceId?: string): void;
  /** Drops what is held of a trace, or of all, and the rest of it. Throws a RangeError for what is no trace id. */
  discard(traceId?: string): void;
}

/**
 * A telemetry whose traces are held until `send()`, or dropped by `discard()`: spans, those that have only started, and the
 * metrics in them. A metric outside of every trace passes. The last word on a trace counts, also before it has begun; the
 * last 10,000 are remembered.
 *
 * What is held is pending, and what was discarded is dropped. `flush` waits for what was sent, and sends nothing. A sink
 * that mints ids, as OpenTelemetry's, opens its spans at once; those of a discarded trace are never ended there.
 *
 * Throws a RangeError for a `maxRecords` that is not a positive whole number, and a TypeError for another word than `send`
 * and `discard`.
 */
export function deferTraces(target: Member, options: DeferOptions = {}): DeferredTraces {
  const { maxRecords = 10_000, whenFull = "discard", onExit = "discard" } = options;
  checkCount("deferTraces: maxRecords", maxRecords);
  checkWord("deferTraces: whenFull", whenFull, "send", "discard");
  checkWord("deferTraces: onExit", onExit, "send", "discard");
  const holders: TraceHolder[] = [];
  const recorder = wrap("deferTraces", target, (inner) => {
    const holder = new TraceHolder(inner, { maxRecords, whenFull, onExit });
    holders.push(holder);
    return holder;
  });
  const decide = (word: "send" | "discard") => (traceId?: string) => {
    if (traceId !== undefined && !isTraceId(traceId)) {
      throw new RangeError(`deferTraces: ${word} ${quote(traceId)} is no trace; give 32 lower-case hex digits`);
    }
    for (const holder of holders) holder.decide(word, traceId);
  };
  return Object.assign(recorder, { send: decide("send"), discard: decide("discard") });
}
