/** A telemetry for one test: ids count up and time stands still, so that whole values can be compared. */
import {
  type Clock,
  InMemoryTelemetry,
  type MetricRecord,
  type RecorderOptions,
  type SpanNode,
  type SpanRecord,
  type SpanStart,
  sequentialIds,
} from "@heddle/core";
import { checkKeys } from "./check-keys.ts";
import { patternText } from "./pattern-text.ts";

/** How a capture records: as any telemetry does, but for its ids and its clock. */
export interface CaptureOptions extends Omit<RecorderOptions, "clock" | "ids"> {
  /** What the clock shows at first, in milliseconds since the epoch; the beginning of 2026 unless given. */
  readonly startedAt?: number;
}

/** Its functions need no `this`: take out of it what the test needs. */
export interface Capture {
  /** Goes to the program under test. Ids are `0…01`, `0…02`, … */
  readonly telemetry: InMemoryTelemetry;
  /** The clock of `telemetry`, for whatever else of the program takes one. */
  readonly clock: Clock;
  /** Lets milliseconds pass. Throws a RangeError for a number that is negative or not finite. */
  readonly pass: (ms: number) => void;
  /** The spans that have ended, by end time. */
  readonly spans: () => SpanRecord[];
  /** The spans that are open now. */
  readonly openSpans: () => SpanStart[];
  /** In the order they were emitted. */
  readonly metrics: () => MetricRecord[];
  /** The ended spans as trees, parents first. */
  readonly tree: () => SpanNode[];
}

/** A telemetry with sequential ids, and a clock that only `pass` moves. Throws a TypeError for options that are none. */
export function capture(options: CaptureOptions = {}): Capture {
  checkKeys(options, ["startedAt", "instruments", "onSinkError", "debug"], "capture");
  const { startedAt = Date.UTC(2026, 0, 1), ...others } = options;
  if (!Number.isFinite(startedAt)) {
    throw new TypeError(`capture: startedAt is ${patternText(startedAt)}; give milliseconds since the epoch`);
  }
  let passedMs = 0;
  const clock: Clock = { monotonicMs: () => passedMs, wallMs: (monotonicMs) => startedAt + monotonicMs };
  const telemetry = new InMemoryTelemetry({ ...others, clock, ids: sequentialIds() });
  return {
    telemetry,
    clock,
    pass(ms) {
      if (!(Number.isFinite(ms) && ms >= 0)) {
        throw new RangeError(`capture: pass(${patternText(ms)}); give milliseconds, 0 or more: time does not go back`);
      }
      passedMs += ms;
    },
    spans: () => telemetry.spans(),
    openSpans: () => telemetry.openSpans(),
    metrics: () => telemetry.metrics(),
    tree: () => telemetry.tree(),
  };
}
