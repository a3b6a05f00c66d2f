/** A clock that stands still until a test moves it. */
import type { Clock } from "@heddle/core";

export interface ManualClock extends Clock {
  /** Both clocks go on. */
  advance(ms: number): void;
  /** Only the wall clock is set: forward, or back. */
  setBack(ms: number): void;
}

/** Starts at 2026-01-01T00:00:00Z. */
export function manualClock(): ManualClock {
  let monotonic = 0;
  let offset = Date.UTC(2026, 0, 1);
  return {
    monotonicMs: () => monotonic,
    wallMs: (at) => offset + at,
    advance: (ms) => {
      monotonic += ms;
    },
    setBack: (ms) => {
      offset -= ms;
    },
  };
}

export const startOf2026: number = Date.UTC(2026, 0, 1);
