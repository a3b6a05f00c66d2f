/** Tells when a span that has not ended takes longer than spans of its name may. */
import type { SpanRecord, SpanStart } from "@heddle/core";
import type { Budget } from "./budget.ts";

/** The open spans of one name. */
interface Named {
  readonly maxDurationMs: number;
  /** When each began, by its id. */
  readonly open: Map<string, number>;
  /** None of them is late before that, in milliseconds since the epoch. */
  deadline: number;
}

export class OpenSpanLimits {
  readonly #names = new Map<string, Named>();

  constructor({ spans = {} }: Budget) {
    for (const [name, { maxDurationMs }] of Object.entries(spans)) {
      if (maxDurationMs === undefined) continue;
      this.#names.set(name, { maxDurationMs, open: new Map(), deadline: Number.POSITIVE_INFINITY });
    }
  }

  /** Takes each start and each span once. */
  add({ kind, name, spanId, startedAt }: SpanRecord | SpanStart): void {
    const named = this.#names.get(name);
    if (named === undefined) return;
    if (kind === "span") {
      named.open.delete(spanId);
    } else {
      named.open.set(spanId, startedAt);
      named.deadline = Math.min(named.deadline, startedAt + named.maxDurationMs);
    }
  }

  /** Whether one of them is late, when nothing is known of the time after `lastAt`. */
  isOver(lastAt: number): boolean {
    for (const named of this.#names.values()) {
      // The span that the deadline is of may have ended.
      if (lastAt > named.deadline) named.deadline = earliest(named.open) + named.maxDurationMs;
      if (lastAt > named.deadline) return true;
    }
    return false;
  }
}

function earliest(open: ReadonlyMap<string, number>): number {
  let first = Number.POSITIVE_INFINITY;
  for (const startedAt of open.values()) first = Math.min(first, startedAt);
  return first;
}
