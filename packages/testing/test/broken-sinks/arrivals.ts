/** Sinks that each break one rule on what arrives. */
import type { MetricRecord, SpanRecord, SpanStart } from "@heddle/core";
import type { MakeSink } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { type AnyRecord, ListSink, QueueSink, subjectOf } from "../sinks-that-work.ts";
import { ChoosySink } from "./choosy-sink.ts";

export const sinksBreakingArrivals: readonly Broken<MakeSink>[] = [
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
];

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

const time = (record: SpanRecord | MetricRecord) => (record.kind === "span" ? record.endedAt : record.emittedAt);
const isOlder = (record: AnyRecord, than: AnyRecord | undefined) =>
  than !== undefined && time(record) < time(than) - 60_000;
