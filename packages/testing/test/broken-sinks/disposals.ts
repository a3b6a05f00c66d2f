/** Sinks that each break one rule on being given up. */
import type { SinkCounts } from "@heddle/core";
import type { MakeSink } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { type AnyRecord, ListSink, subjectOf } from "../sinks-that-work.ts";
import { ClosingSink } from "./closing-sink.ts";

export const sinksBreakingDisposals: readonly Broken<MakeSink>[] = [
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
];

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

class TickingSink extends ListSink {
  readonly timer: NodeJS.Timeout = setInterval(() => {}, 1000);

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.timer);
  }
}

class LingeringSink extends ListSink {
  async [Symbol.asyncDispose](): Promise<void> {
    setTimeout(() => {}, 10_000);
  }
}
