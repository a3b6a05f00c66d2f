/** Takes the work of a sink off the caller's stack. */
import { checkCount } from "./check-option.ts";
import type { Member } from "./deliveries-of.ts";
import type { Delivery } from "./delivery.ts";
import { holdUntilExit, letGo, type Waiting } from "./exit-hook.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";
import type { Recorder } from "./recorder.ts";
import type { FlushOptions, LiveSpan, SinkCounts } from "./sink.ts";
import { MAX_TIMER_MS } from "./with-timeout.ts";
import { alter, type Difference, unseen, wrap } from "./wrap.ts";

/** When what waits is handed on. */
export interface BufferedOptions {
  /** How long records may wait; 100 ms unless given. 0: until the present turn of the event loop is over. */
  readonly intervalMs?: number;
  /** How many may wait; 10,000 unless given. At this many they are handed over at once, on the caller's stack. */
  readonly maxWaiting?: number;
}

/**
 * A telemetry whose records reach `target` a little later and in order, so that a slow sink does not slow the program.
 * Nothing is dropped: a full buffer is emptied at once, and so is what waits when the process exits in an orderly way.
 * What waits when it is killed is lost.
 *
 * Throws a RangeError for an `intervalMs` or a `maxWaiting` that is none.
 */
export function buffered(target: Member, { intervalMs = 100, maxWaiting = 10_000 }: BufferedOptions = {}): Recorder {
  if (!(intervalMs >= 0 && intervalMs <= MAX_TIMER_MS)) {
    throw new RangeError(`buffered: intervalMs is ${String(intervalMs)}; give milliseconds`);
  }
  checkCount("buffered: maxWaiting", maxWaiting);
  return wrap("buffered", target, (inner) => new Buffer(inner, intervalMs, maxWaiting));
}

class Buffer implements Difference, Waiting {
  readonly #inner: Delivery;
  readonly #intervalMs: number;
  readonly #maxWaiting: number;
  #queue: (() => void)[] = [];
  #records = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(inner: Delivery, intervalMs: number, maxWaiting: number) {
    this.#inner = inner;
    this.#intervalMs = intervalMs;
    this.#maxWaiting = maxWaiting;
  }

  readonly open = (start: SpanStart, byHand: boolean): LiveSpan => {
    if (this.#inner.isLive) {
      const span = this.#inner.open(start, byHand);
      return alter(span, { end: (record) => this.#later(true, () => span.end(record)) });
    }
    this.#later(false, () => this.#inner.start(start));
    return unseen(this.write);
  };

  readonly write = (record: SpanRecord | MetricRecord): void => this.#later(true, () => this.#inner.write(record));

  readonly flush = (options?: FlushOptions): Promise<void> => {
    this.release();
    return this.#inner.flush(options);
  };

  readonly health = (): SinkCounts => ({ pending: this.#records });

  /** Hands over what waits. What the sink answers with is the delivery's business, so nothing throws here. */
  readonly release = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    letGo(this);
    const queue = this.#queue;
    this.#queue = [];
    this.#records = 0;
    for (const handOver of queue) handOver();
  };

  drainNow(): void {
    this.release();
  }

  #later(isRecord: boolean, handOver: () => void): void {
    this.#queue.push(handOver);
    if (isRecord) this.#records++;
    if (this.#queue.length >= this.#maxWaiting) this.release();
    else if (this.#timer === undefined) this.#wait();
  }

  #wait(): void {
    this.#timer = setTimeout(this.release, this.#intervalMs).unref();
    holdUntilExit(this);
  }
}
