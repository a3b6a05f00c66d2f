/** Where a recorder reads the time: one monotonic reading, and the wall-clock time it stands for. */

// The global of the same name is a getter, at half the cost of the reading itself.
import { performance } from "node:perf_hooks";

/** Durations come from `monotonicMs`, timestamps from `wallMs`; both are injected together. */
export interface Clock {
  /** Milliseconds since any fixed moment; never goes back. */
  monotonicMs(): number;
  /** The wall-clock time of a monotonic reading just taken, in milliseconds since the epoch. */
  wallMs(monotonicMs: number): number;
}

/** The offset is read anew this often, so that a wall clock that is set or drifts shows within a second. */
const ANCHOR_MS = 1000;

/** The process's own clocks. */
export function systemClock(): Clock {
  let anchoredAt = Number.NEGATIVE_INFINITY;
  let offset = 0;
  return {
    monotonicMs: () => performance.now(),
    wallMs(monotonicMs) {
      if (monotonicMs - anchoredAt >= ANCHOR_MS) {
        anchoredAt = monotonicMs;
        offset = wallOffset();
      }
      return offset + monotonicMs;
    },
  };
}

/** `Date.now()` counts whole milliseconds: keep the finer `timeOrigin` unless the wall clock has left it behind. */
function wallOffset(): number {
  const offset = Date.now() - performance.now();
  return Math.abs(offset - performance.timeOrigin) < 2 ? performance.timeOrigin : offset;
}
