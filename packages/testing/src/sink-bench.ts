/** A sink in the hands of a rule: given records as a recorder gives them, and looked at afterwards. */
import type { JsonObject, LiveSink, LiveSpan, MetricRecord, SpanRecord, SpanStart } from "@heddle/core";
import { expectNoThrow } from "./expect.ts";
import { SampleRecords, startOf } from "./sample-records.ts";
import type { SinkSubject, WrittenRecord } from "./sink-subject.ts";
import { PATIENCE_MS, within } from "./within.ts";

export type AnyRecord = SpanRecord | MetricRecord;

export class SinkBench {
  readonly subject: SinkSubject;
  readonly samples: SampleRecords = new SampleRecords();
  readonly #live: LiveSink | undefined;
  /** The spans of a live sink that are open, by their id. */
  readonly #open = new Map<string, LiveSpan>();
  /** Settle with what `write` returned. */
  readonly #promises: Promise<unknown>[] = [];

  constructor(subject: SinkSubject) {
    this.subject = subject;
    this.#live = "open" in subject.sink ? (subject.sink as LiveSink) : undefined;
  }

  get patienceMs(): number {
    return this.subject.patienceMs ?? PATIENCE_MS;
  }

  /** A span record and a metric record of these names' beginnings. */
  pair(name: string, attributes: JsonObject = {}): [SpanRecord, MetricRecord] {
    return [this.samples.span(`${name}.span`, { attributes }), this.samples.metric(`${name}.metric`, { attributes })];
  }

  /** That many records of each kind, in turns. */
  numbered(count: number): AnyRecord[] {
    return Array.from({ length: count }, (_, index) => this.pair(`number ${index}`)).flat();
  }

  /** Hands a start over. */
  start(start: SpanStart): void {
    const { sink } = this.subject;
    const live = this.#live;
    if (live !== undefined)
      this.#open.set(
        start.spanId,
        expectNoThrow("open()", () => live.open(start, true)),
      );
    else expectNoThrow("spanStarted()", () => this.#keep(sink.spanStarted?.(start)));
  }

  /** Hands a record over. Throws when that throws. */
  give(...records: readonly AnyRecord[]): void {
    for (const record of records) {
      if (this.#live !== undefined && record.kind === "span") this.#giveLive(record);
      else expectNoThrow(`write() of a ${record.kind}`, () => this.#keep(this.subject.sink.write(record)));
    }
  }

  /** Waits for what `write` returned. */
  async settle(): Promise<void> {
    await within(this.patienceMs, "a promise that write() returned", Promise.all(this.#promises));
  }

  async flush(): Promise<void> {
    await this.settle();
    await within(this.patienceMs, "flush()", this.subject.sink.flush?.({ timeoutMs: this.patienceMs }));
  }

  async dispose(): Promise<void> {
    await within(this.patienceMs, "[Symbol.asyncDispose]()", this.subject.sink[Symbol.asyncDispose]?.());
  }

  /** What is there now. */
  async written(): Promise<readonly WrittenRecord[]> {
    return (this.subject as Required<SinkSubject>).written();
  }

  /** What is there in the end. */
  async writtenAtLast(): Promise<readonly WrittenRecord[]> {
    await this.flush();
    await this.dispose();
    return this.written();
  }

  /** Those of `records` that the sink is for. */
  kept(records: readonly AnyRecord[]): readonly AnyRecord[] {
    const { keeps } = this.subject;
    return keeps === undefined ? records : records.filter((record) => record.kind === keeps);
  }

  /** The names of those of `records` that the sink is for. */
  names(records: readonly AnyRecord[]): string[] {
    return this.kept(records).map((record) => record.name);
  }

  #giveLive(record: SpanRecord): void {
    if (!this.#open.has(record.spanId)) this.start(startOf(record));
    const span = this.#open.get(record.spanId);
    this.#open.delete(record.spanId);
    expectNoThrow("end()", () => this.#keep(span?.end(record)));
  }

  /** A rejection is the business of the rule on promises alone. */
  #keep(returned: unknown): void {
    this.#promises.push(Promise.allSettled([returned]));
  }
}
