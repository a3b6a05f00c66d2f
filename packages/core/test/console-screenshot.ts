/** A console whose lines are kept, with a clock that stands still until a test moves it. */
import {
  type ConsoleOptions,
  ConsoleTelemetry,
  type MetricRecord,
  type Sink,
  type SpanRecord,
  type SpanStart,
  sequentialIds,
} from "@heddle/core";
import { vi } from "vitest";
import { type ManualClock, manualClock } from "./manual-clock.ts";

export interface Screenshot {
  readonly console: ConsoleTelemetry;
  /** What was printed since the last look. */
  look(): string[];
  /** The texts as they were written, all of them. */
  readonly writes: readonly string[];
  readonly clock: ManualClock;
  /** Time goes on, and timers with it. */
  pass(ms: number): void;
}

/** Needs `vi.useFakeTimers()`. */
export function screenshot(options: ConsoleOptions = {}): Screenshot {
  const clock = manualClock();
  const writes: string[] = [];
  let seen = 0;
  const stream = { write: (text: string) => writes.push(text) };
  return {
    console: new ConsoleTelemetry({ stream, color: false, clock, ids: sequentialIds(), ...options }),
    writes,
    clock,
    look() {
      const fresh = writes.slice(seen).join("");
      seen = writes.length;
      return fresh === "" ? [] : fresh.replace(/\n$/, "").split("\n");
    },
    pass(ms) {
      clock.advance(ms);
      vi.advanceTimersByTime(ms);
    },
  };
}

/** What a console makes of one record that comes from nowhere. */
export function picture(record: SpanStart | SpanRecord | MetricRecord, options: ConsoleOptions = {}): string {
  let text = "";
  const console = new ConsoleTelemetry({ stream: { write: (line) => (text += line) }, color: false, ...options });
  const sink = sinkOf(console);
  if (record.kind === "span_start") sink.spanStarted?.(record);
  else sink.write(record);
  void sink.flush?.();
  return text.replace(/\n$/, "");
}

/** The sink of a console, to be given records that no recorder makes. */
export function sinkOf(console: ConsoleTelemetry): Sink {
  const inside = console as unknown as Record<symbol, { deliveries: readonly { sink: Sink }[] }>;
  return inside[Symbol.for("heddle.recorder/1")]?.deliveries[0]?.sink as Sink;
}
