/** Sinks that each break one rule on when records have arrived. */
import type { Sink } from "@heddle/core";
import type { MakeSink } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { type AnyRecord, QueueSink, subjectOf } from "../sinks-that-work.ts";

export const sinksBreakingFlushes: readonly Broken<MakeSink>[] = [
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
];

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
