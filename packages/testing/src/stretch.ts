/** Tells spans that went on at the same time from those that came in turn. */
import { momentsOf } from "@heddle/core/bridge";
import type { TraceSpan } from "@heddle/reader";

/** A start and a duration are rounded, each for itself: where they are nearer than this, the times say nothing. */
const COARSE_MS = 0.002;

/** The time that spans take up, which come in the order they started. */
export class Stretch {
  #endMs = Number.NEGATIVE_INFINITY;
  #ended = Number.NEGATIVE_INFINITY;

  /** Whether `span` began before those that were added were over. */
  overlaps({ record, offsetMs }: TraceSpan): boolean {
    const gapMs = offsetMs - this.#endMs;
    if (Math.abs(gapMs) > COARSE_MS) return gapMs < 0;
    const moments = momentsOf(record);
    return moments !== undefined && moments.opened < this.#ended;
  }

  add({ record, offsetMs, durationMs = Number.POSITIVE_INFINITY }: TraceSpan): void {
    this.#endMs = Math.max(this.#endMs, offsetMs + durationMs);
    this.#ended = Math.max(this.#ended, momentsOf(record)?.ended ?? Number.NEGATIVE_INFINITY);
  }
}
