/** Decides about a trace when it is over: keeps those worth keeping, whole. */
import { checkCount } from "./check-option.ts";
import type { Member } from "./deliveries-of.ts";
import type { Delivery } from "./delivery.ts";
import type { SpanRecord, SpanStart } from "./record.ts";
import type { Recorder } from "./recorder.ts";
import type { LiveSpan, SinkCounts } from "./sink.ts";
import { alter, type Difference, unseen, wrap } from "./wrap.ts";

/** Which traces are worth keeping, and how much may wait for the answer. */
export interface KeepTracesOptions {
  /** Keep traces in which a span has the status `error`. True unless given. */
  readonly failed?: boolean;
  /** Keep traces whose first span here took at least this many milliseconds. */
  readonly slowerThanMs?: number;
  /** Keep traces for which this says true; `spans` are those that have ended, by end time. */
  readonly keep?: (spans: readonly SpanRecord[]) => boolean;
  /** How many records may wait for a decision; 10,000 unless given. Beyond it, the oldest trace is kept undecided. */
  readonly maxWaiting?: number;
}

/**
 * A telemetry that holds back the spans of a trace until the first span that was opened in it here has ended, and then
 * hands them all to `target`, or counts them as dropped. A span that ends later follows the decision. Metrics all pass.
 *
 * What waits is pending, and lost with the process; disposing keeps it. Throws a RangeError for a `maxWaiting` that is
 * not a positive whole number.
 */
export function keepTraces(target: Member, options: KeepTracesOptions = {}): Recorder {
  const { maxWaiting = 10_000 } = options;
  checkCount("keepTraces: maxWaiting", maxWaiting);
  return wrap("keepTraces", target, (inner) => new TraceKeeper(inner, options, maxWaiting));
}

/** Decisions that late spans may still ask for. */
const MAX_DECISIONS = 10_000;

interface Waiting {
  readonly rootSpanId: string;
  readonly records: { readonly record: SpanRecord; readonly pass: LiveSpan["end"] }[];
}

class TraceKeeper implements Difference {
  readonly #inner: Delivery;
  readonly #options: KeepTracesOptions;
  readonly #maxWaiting: number;
  /** By trace id, the oldest first. */
  readonly #traces = new Map<string, Waiting>();
  readonly #decisions = new Map<string, boolean>();
  #waiting = 0;
  #dropped = 0;

  constructor(inner: Delivery, options: KeepTracesOptions, maxWaiting: number) {
    this.#inner = inner;
    this.#options = options;
    this.#maxWaiting = maxWaiting;
  }

  readonly open = (start: SpanStart, byHand: boolean): LiveSpan => {
    const inner = this.#inner;
    const span = inner.isLive ? inner.open(start, byHand) : unseen((record) => inner.write(record));
    const { traceId, spanId } = (inner.mintsIds && span.ids) || start;
    if (!this.#decisions.has(traceId) && !this.#traces.has(traceId)) {
      this.#traces.set(traceId, { rootSpanId: spanId, records: [] });
      if (this.#traces.size > this.#maxWaiting) this.#keepOldest();
    }
    return alter(span, { end: (record) => this.#take(record, (kept) => span.end(kept)) });
  };

  readonly health = (): SinkCounts => ({ dropped: this.#dropped, pending: this.#waiting });

  readonly release = (): void => {
    while (this.#traces.size > 0) this.#keepOldest();
  };

  #take(record: SpanRecord, pass: LiveSpan["end"]): void {
    const trace = this.#traces.get(record.traceId);
    if (trace === undefined) {
      if (this.#decisions.get(record.traceId) === false) this.#dropped++;
      else pass(record);
      return;
    }
    trace.records.push({ record, pass });
    this.#waiting++;
    if (record.spanId === trace.rootSpanId) this.#decide(record.traceId, this.#isWorthKeeping(trace, record));
    while (this.#waiting > this.#maxWaiting) this.#keepOldest();
  }

  #isWorthKeeping({ records }: Waiting, root: SpanRecord): boolean {
    const { failed = true, slowerThanMs = Number.POSITIVE_INFINITY, keep } = this.#options;
    if (failed && records.some(({ record }) => record.status === "error")) return true;
    if (root.durationMs >= slowerThanMs) return true;
    try {
      return keep?.(records.map(({ record }) => record)) ?? false;
    } catch (error) {
      this.#inner.report("write", error, "keep");
      return true;
    }
  }

  #keepOldest(): void {
    this.#decide(this.#traces.keys().next().value as string, true);
  }

  #decide(traceId: string, kept: boolean): void {
    const { records } = this.#traces.get(traceId) as Waiting;
    this.#traces.delete(traceId);
    this.#decisions.set(traceId, kept);
    if (this.#decisions.size > MAX_DECISIONS) this.#decisions.delete(this.#decisions.keys().next().value as string);
    this.#waiting -= records.length;
    if (!kept) this.#dropped += records.length;
    else for (const { record, pass } of records) pass(record);
  }
}
