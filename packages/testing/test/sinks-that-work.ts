/** The sinks that keep the contract, from the simplest on. */
import type { LiveSink, LiveSpan, MetricRecord, Sink, SinkCounts, SpanRecord, SpanStart } from "@heddle/core";
import type { SinkSubject } from "@heddle/testing";

export type AnyRecord = SpanRecord | MetricRecord;

/** Has arrived when `write` returns. */
export class ListSink implements Sink {
  readonly list: AnyRecord[] = [];

  write(record: AnyRecord): void {
    this.list.push({ ...record });
  }
}

/** Sends what waits when it is flushed. */
export class QueueSink implements Sink {
  readonly list: AnyRecord[] = [];
  readonly queue: AnyRecord[] = [];

  write(record: AnyRecord): void {
    this.queue.push({ ...record });
  }

  async flush(): Promise<void> {
    await Promise.resolve();
    this.send();
  }

  send(): void {
    for (const record of this.queue.splice(0)) this.list.push(record);
  }

  health(): SinkCounts {
    return { pending: this.queue.length };
  }
}

/** Writes to something that may break down. */
export class LineSink extends ListSink {
  isDown = false;

  override write(record: AnyRecord): void {
    if (this.isDown) throw new Error("connection refused");
    super.write(record);
  }
}

/** Has spans of its own, each with the ids that it minted. */
export class TracingSink extends ListSink implements LiveSink {
  readonly mintsIds = true;

  open({ traceId, spanId }: SpanStart): LiveSpan {
    return {
      ids: { traceId, spanId },
      run: (work) => work(),
      end: (record) => void this.list.push(record),
    };
  }
}

/** A subject of a sink that keeps a list. */
export function subjectOf(sink: Sink & { readonly list: readonly AnyRecord[] }): SinkSubject {
  return { sink, written: () => sink.list };
}

/** A subject whose sink can be put out of order. */
export function breakable(sink: LineSink): SinkSubject {
  const breakDown = () => {
    sink.isDown = true;
  };
  return { ...subjectOf(sink), breakDown };
}
