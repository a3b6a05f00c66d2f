/** Sinks that each break one rule: the proof that each rule can fail. */
import type { MetricRecord, Sink, SinkCounts, SpanRecord, SpanStart } from "@heddle/core";
import type { MakeSink } from "@heddle/testing";
import { type AnyRecord, breakable, LineSink, ListSink, QueueSink, subjectOf } from "./sinks-that-work.ts";

export interface BrokenSink {
  /** What is wrong with it. */
  readonly name: string;
  readonly breaks: readonly string[];
  readonly make: MakeSink;
}

/** Leaves records out on purpose, and counts them. */
class ChoosySink extends ListSink {
  dropped = 0;
  readonly #keeps: (record: AnyRecord) => boolean;

  constructor(keeps: (record: AnyRecord, list: readonly AnyRecord[]) => boolean) {
    super();
    this.#keeps = (record) => keeps(record, this.list);
  }

  override write(record: AnyRecord): void {
    if (this.#keeps(record)) super.write(record);
    else this.dropped++;
  }

  health(): SinkCounts {
    return { dropped: this.dropped };
  }
}

class ResendingSink extends ListSink {
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.list.length > 30) this.list.push(...this.list.slice(-5));
  }
}

class LastInFirstOutSink extends QueueSink {
  override send(): void {
    for (const record of this.queue.splice(0).reverse()) this.list.push(record);
  }
}

class WaitsForOpenSpansSink extends QueueSink {
  readonly #open = new Set<string>();

  spanStarted(start: SpanStart): void {
    this.#open.add(start.spanId);
  }

  override write(record: AnyRecord): void {
    if (record.kind === "span") this.#open.delete(record.spanId);
    super.write(record);
  }

  override send(): void {
    if (this.#open.size === 0) super.send();
  }
}

class TakesStartedForKnownSink extends ChoosySink {
  readonly #seen: Set<string>;

  constructor() {
    const seen = new Set<string>();
    super((record) => record.kind === "metric" || !seen.has(record.spanId));
    this.#seen = seen;
  }

  spanStarted(start: SpanStart): void {
    this.#seen.add(start.spanId);
  }
}

class AlteringSink extends ListSink {
  readonly #alter: (record: AnyRecord) => AnyRecord;

  constructor(alter: (record: AnyRecord) => AnyRecord) {
    super();
    this.#alter = alter;
  }

  override write(record: AnyRecord): void {
    super.write(this.#alter(record));
  }
}

const wholeMilliseconds = (record: AnyRecord): AnyRecord =>
  record.kind === "span" ? { ...record, startedAt: Math.round(record.startedAt) } : record;

const withoutControlCharacters = (record: AnyRecord): AnyRecord => ({
  ...record,
  attributes: JSON.parse(JSON.stringify(record.attributes).replace(/\\u00[01]./g, "")),
});

/** Marks the events of a record while it is being sent. */
class MarkingSink extends ListSink {
  override write(record: AnyRecord): void {
    super.write(record);
    if (record.kind === "metric") return;
    for (const event of record.events ?? []) {
      (event as { sent?: true }).sent = true;
      delete (event as { sent?: true }).sent;
    }
  }
}

class TaggingSink extends ListSink {
  override write(record: AnyRecord): void {
    super.write(record);
    if (!Object.isFrozen(record)) (record as { host?: string }).host = "localhost";
  }
}

class RejectingSink implements Sink {
  readonly list: AnyRecord[] = [];

  async write(record: AnyRecord): Promise<void> {
    this.list.push({ ...record });
    if (Object.keys(record.attributes).length === 0) throw new TypeError("no attributes");
  }
}

class OneBatchSink extends QueueSink {
  override send(): void {
    for (const record of this.queue.splice(0, 15)) this.list.push(record);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    super.send();
  }
}

class NothingToFlushSink extends QueueSink {
  override async flush(): Promise<void> {
    if (this.list.length + this.queue.length === 0) throw new Error("nothing to flush");
    this.send();
  }
}

class TwoFlushesSink extends QueueSink {
  #flushes = 0;

  override async flush(): Promise<void> {
    if (++this.#flushes > 2) throw new Error("all connections are in use");
    this.send();
  }
}

/** Joins a flush that is under way, though it has taken its records already. */
class JoiningSink extends QueueSink {
  #flushing: Promise<void> | undefined;

  override flush(): Promise<void> {
    this.#flushing ??= this.#send(this.queue.splice(0)).finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #send(batch: readonly AnyRecord[]): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    for (const record of batch) this.list.push(record);
  }
}

class ClosingSink extends ListSink {
  isClosed = false;

  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true;
  }
}

class NeverConnectedSink extends ListSink {
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.list.length === 0) throw new Error("not connected");
  }
}

class ClosesOnceSink extends ClosingSink {
  override async [Symbol.asyncDispose](): Promise<void> {
    if (this.isClosed) throw new Error("closed already");
    this.isClosed = true;
  }
}

class NoFlushWhenClosedSink extends ClosingSink {
  async flush(): Promise<void> {
    if (this.isClosed) throw new Error("closed");
  }

  health(): SinkCounts {
    return {};
  }
}

class ThrowsWhenClosedSink extends ClosingSink {
  override write(record: AnyRecord): void {
    if (this.isClosed) throw new Error("closed");
    super.write(record);
  }
}

class ForgetsWhenClosedSink extends ClosingSink {
  override write(record: AnyRecord): void {
    if (!this.isClosed) super.write(record);
  }
}

class TickingSink extends ListSink {
  readonly timer: NodeJS.Timeout = setInterval(() => {}, 1000);

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.timer);
  }
}

class LingeringSink extends ListSink {
  async [Symbol.asyncDispose](): Promise<void> {
    setTimeout(() => {}, 500);
  }
}

class LosingSink extends ListSink {
  override write(record: AnyRecord): void {
    if (record.attributes.index !== 7) super.write(record);
  }
}

class BoundedQueueSink extends QueueSink {
  override write(record: AnyRecord): void {
    if (this.queue.length < 10_000) super.write(record);
  }
}

class SlowSink extends ListSink {
  override write(record: AnyRecord): void {
    super.write(record);
    if (this.list.length > 900) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  }
}

class RatioSink extends ListSink {
  #starts = 0;

  spanStarted(): void {
    this.#starts++;
  }

  health(): SinkCounts {
    return { dropped: 0 / (this.list.length + this.#starts) };
  }
}

class CountsStartsSink extends ListSink {
  #open = 0;

  spanStarted(): void {
    this.#open++;
  }

  override write(record: AnyRecord): void {
    super.write(record);
    if (record.kind === "span") this.#open--;
  }

  health(): SinkCounts {
    return { pending: Math.max(0, this.#open) };
  }
}

class AlarmingSink extends ListSink implements Sink {
  #report: (error: unknown) => void = () => {};

  reportTo(report: (error: unknown) => void): void {
    this.#report = report;
  }

  override write(record: AnyRecord): void {
    super.write(record);
    if (this.list.length < 20) this.#report(new Error("slower than usual"));
  }
}

class QuietLineSink extends LineSink {
  failed = 0;

  override write(record: AnyRecord): void {
    if (this.isDown) this.failed++;
    else super.write(record);
  }

  health(): SinkCounts {
    return { failed: this.failed };
  }
}

class LosingLineSink extends LineSink {
  override write(record: AnyRecord): void {
    if (!this.isDown) super.write(record);
  }
}

const time = (record: SpanRecord | MetricRecord) => (record.kind === "span" ? record.endedAt : record.emittedAt);
const isOlder = (record: AnyRecord, than: AnyRecord | undefined) =>
  than !== undefined && time(record) < time(than) - 60_000;

const losses = [
  "what health counts as written is what has arrived",
  "100,000 records in one tick arrive or are counted",
];

export const brokenSinks: readonly BrokenSink[] = [
  {
    name: "one that takes 25 records and counts the others as dropped",
    breaks: ["every record arrives"],
    make: () => subjectOf(new ChoosySink((_, list) => list.length < 25)),
  },
  {
    name: "one that sends its last batch again when it is disposed of",
    breaks: ["a record arrives once"],
    make: () => subjectOf(new ResendingSink()),
  },
  {
    name: "one that sends the newest first",
    breaks: ["records of a kind arrive in the order they were given"],
    make: () => subjectOf(new LastInFirstOutSink()),
  },
  {
    name: "one that takes no empty name",
    breaks: ["a record with an empty name arrives"],
    make: () => subjectOf(new ChoosySink((record) => record.name !== "")),
  },
  {
    name: "one that drops what is older than its last record",
    breaks: ["a wall clock that is set back loses nothing"],
    make: () => subjectOf(new ChoosySink((record, list) => !isOlder(record, list.at(-1)))),
  },
  {
    name: "one that waits until no span is open",
    breaks: ["a span that has only opened is no record, and holds nothing up"],
    make: () => subjectOf(new WaitsForOpenSpansSink()),
  },
  {
    name: "one that takes the end of a span for a repeat",
    breaks: ["a span's record arrives, whether or not its start was told"],
    make: () => subjectOf(new TakesStartedForKnownSink()),
  },
  {
    name: "one that rounds times",
    breaks: ["a record arrives as it was given"],
    make: () => subjectOf(new AlteringSink(wholeMilliseconds)),
  },
  {
    name: "one that strips control characters",
    breaks: ["attributes arrive as they were given, whatever JSON can hold"],
    make: () => subjectOf(new AlteringSink(withoutControlCharacters)),
  },
  {
    name: "one that fits records into 64 kB datagrams",
    breaks: ["a record with an attribute of 1 MB arrives, whole or cut"],
    make: () => subjectOf(new ChoosySink(({ attributes }) => JSON.stringify(attributes).length < 65_536)),
  },
  {
    name: "one that marks records while it sends them",
    breaks: ["a frozen record is taken"],
    make: () => subjectOf(new MarkingSink()),
  },
  {
    name: "one that tags records",
    breaks: ["a record is not changed"],
    make: () => subjectOf(new TaggingSink()),
  },
  {
    name: "one whose write rejects",
    breaks: ["a promise that write gives back resolves"],
    make: () => subjectOf(new RejectingSink()),
  },
  {
    name: "one that sends one batch a flush",
    breaks: ["a record has arrived when flush has resolved; without flush, when write is done"],
    make: () => subjectOf(new OneBatchSink()),
  },
  {
    name: "one that has nothing to flush",
    breaks: ["flush resolves before anything was written"],
    make: () => subjectOf(new NothingToFlushSink()),
  },
  {
    name: "one that can be flushed twice",
    breaks: ["flush resolves again and again, with a time limit and without"],
    make: () => subjectOf(new TwoFlushesSink()),
  },
  {
    name: "one that joins a flush under way",
    breaks: ["flush may be called twice at once, and each waits for what came before it"],
    make: () => subjectOf(new JoiningSink()),
  },
  {
    name: "one that never connected",
    breaks: ["dispose resolves before anything was written"],
    make: () => subjectOf(new NeverConnectedSink()),
  },
  {
    name: "one that closes once",
    breaks: ["dispose resolves twice, also at once"],
    make: () => subjectOf(new ClosesOnceSink()),
  },
  {
    name: "one that cannot be flushed when it is closed",
    breaks: ["flush resolves after dispose"],
    make: () => subjectOf(new NoFlushWhenClosedSink()),
  },
  {
    name: "one that throws when it is closed",
    breaks: ["a record or a start after dispose does not throw"],
    make: () => subjectOf(new ThrowsWhenClosedSink()),
  },
  {
    name: "one with a timer that ticks",
    breaks: ["its timers do not keep the process alive, and once it is disposed nothing does"],
    make: () => {
      const sink = new TickingSink();
      return { ...subjectOf(sink), patienceMs: 300, close: () => clearInterval(sink.timer) };
    },
  },
  {
    name: "one that lingers when it is closed",
    breaks: ["its timers do not keep the process alive, and once it is disposed nothing does"],
    make: () => ({ ...subjectOf(new LingeringSink()), patienceMs: 300 }),
  },
  {
    name: "one that loses records",
    breaks: losses,
    make: () => subjectOf(new LosingSink()),
  },
  {
    name: "one with a queue that overflows",
    breaks: ["100,000 records in one tick arrive or are counted"],
    make: () => subjectOf(new BoundedQueueSink()),
  },
  {
    name: "one that blocks",
    breaks: ["100,000 records in one tick arrive or are counted"],
    make: () => ({ ...subjectOf(new SlowSink()), patienceMs: 300 }),
  },
  {
    name: "one that counts in ratios",
    breaks: ["health counts whole numbers, at any time"],
    make: () => subjectOf(new RatioSink()),
  },
  {
    name: "one that counts open spans as pending",
    breaks: ["starts are counted apart from records"],
    make: () => subjectOf(new CountsStartsSink()),
  },
  {
    name: "one that forgets what comes when it is closed",
    breaks: ["a record after dispose is counted for what becomes of it"],
    make: () => subjectOf(new ForgetsWhenClosedSink()),
  },
  {
    name: "one that cries wolf",
    breaks: ["a sink that works reports no failure"],
    make: () => subjectOf(new AlarmingSink()),
  },
  {
    name: "one that tells nobody of a breakdown",
    breaks: ["what a breakdown loses is counted and told"],
    make: () => breakable(new QuietLineSink()),
  },
  {
    name: "one that loses records in a breakdown",
    breaks: ["what a breakdown loses is counted and told"],
    make: () => breakable(new LosingLineSink()),
  },
];
