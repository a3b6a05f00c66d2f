/** Sinks that each break one rule on accounts. */
import type { Sink, SinkCounts } from "@heddle/core";
import type { MakeSink } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { type AnyRecord, breakable, LineSink, ListSink, QueueSink, subjectOf } from "../sinks-that-work.ts";
import { ClosingSink } from "./closing-sink.ts";

export const sinksBreakingAccounts: readonly Broken<MakeSink>[] = [
  {
    name: "one that loses records",
    breaks: ["what health counts as written is what has arrived", "100,000 records in one tick arrive or are counted"],
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

class ForgetsWhenClosedSink extends ClosingSink {
  override write(record: AnyRecord): void {
    if (!this.isClosed) super.write(record);
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
