/** The accounts of a sink, as the recorder that writes to it keeps them: `written + dropped + failed + pending = taken`. */
import {
  type RecordCounts,
  Recorder,
  type SinkCounts,
  type SinkFailure,
  type SinkHealth,
  startSpan,
} from "@heddle/core";
import { BrokenRule } from "./broken-rule.ts";
import { expectEqual, expectTrue } from "./expect.ts";
import { explain } from "./explain.ts";
import { defineRule, type Rule } from "./rule.ts";
import { SinkBench } from "./sink-bench.ts";
import type { MakeSink, SinkSubject } from "./sink-subject.ts";
import { PATIENCE_MS, within } from "./within.ts";

export const sinkAccountRules: readonly Rule<MakeSink>[] = [
  defineRule<SinkSubject>({
    name: "what health counts as written is what has arrived",
    why: "Nothing is lost silently: whoever looks at the accounts learns of it.",
    needs: ["written"],
    async check(subject) {
      const ledger = new Ledger(subject);
      ledger.record(10);
      await ledger.flush();
      await ledger.expectBalanced(20);
    },
  }),
  defineRule<SinkSubject>({
    name: "100,000 records in one tick arrive or are counted",
    why: "A loop that never yields is where memory runs full and queues drop.",
    needs: ["written"],
    async check(subject) {
      const ledger = new Ledger(subject);
      const deadline = performance.now() + ledger.patienceMs;
      for (let count = 1; count <= 1000; count++) {
        ledger.record(50);
        if (performance.now() > deadline) {
          throw new BrokenRule(`write() blocks: only ${count * 100} records in ${ledger.patienceMs} ms`);
        }
      }
      await ledger.flush();
      await ledger.expectBalanced(100_000);
    },
  }),
  defineRule<SinkSubject>({
    name: "health counts whole numbers, at any time",
    why: "Accounts are added up, and shown on dashboards.",
    async check(subject) {
      const ledger = new Ledger(subject);
      // The recorder mends what is no number: the sink itself is asked as well.
      const states = () => [ledger.health, subject.sink.health?.() ?? {}];
      const told: SinkCounts[] = states();
      ledger.record(5);
      told.push(...states());
      await ledger.flush();
      told.push(...states());
      for (const { starts = {}, ...records } of told) {
        for (const counts of [records, starts]) expectWhole(counts);
      }
    },
  }),
  defineRule<SinkSubject>({
    name: "starts are counted apart from records",
    why: "A span that is open has not been recorded yet.",
    async check(subject) {
      const ledger = new Ledger(subject);
      const spans = [1, 2, 3].map((index) => startSpan(ledger.recorder, `open ${index}`));
      await ledger.flush();
      const { taken, written, dropped, failed, pending } = ledger.health;
      for (const span of spans) span.end();
      const none = { taken: 0, written: 0, dropped: 0, failed: 0, pending: 0 };
      expectEqual(
        "the accounts of records, with three spans open,",
        { taken, written, dropped, failed, pending },
        none,
      );
    },
  }),
  defineRule<SinkSubject>({
    name: "a record after dispose is counted for what becomes of it",
    why: "A span that ends late is either there, or known to be missing.",
    needs: ["written"],
    async check(subject) {
      const ledger = new Ledger(subject);
      ledger.record(2);
      await within(ledger.patienceMs, "[Symbol.asyncDispose]()", ledger.recorder[Symbol.asyncDispose]());
      ledger.record(1);
      await ledger.flush();
      await ledger.expectBalanced(6);
    },
  }),
  defineRule<SinkSubject>({
    name: "a sink that works reports no failure",
    why: "Each failure is told once: a false alarm hides the real one.",
    async check(subject) {
      const ledger = new Ledger(subject);
      ledger.record(5);
      await ledger.flush();
      const first = ledger.failures[0];
      expectTrue(first === undefined, `nothing was out of order, and yet: ${first?.message}`);
    },
  }),
  defineRule<SinkSubject>({
    name: "what a breakdown loses is counted and told",
    why: "A disk that is full and a collector that is down are what the accounts are for.",
    needs: ["written", "breakDown"],
    async check(subject) {
      const ledger = new Ledger(subject);
      ledger.record(1);
      await ledger.flush();
      await subject.breakDown?.();
      ledger.record(5);
      await within(
        ledger.patienceMs,
        "flush() after a breakdown",
        // What cannot come is not waited for as long as what is slow.
        ledger.recorder.flush({ timeoutMs: Math.min(ledger.patienceMs, PATIENCE_MS) / 2 }),
      );
      await ledger.expectBalanced(12);
      const { failed, pending } = ledger.health;
      expectTrue(
        failed + pending === 0 || ledger.failures.length > 0,
        "records were lost, and nobody was told: throw, reject or report",
      );
    },
  }),
];

/** A recorder over the sink, and what it says became of the records. */
class Ledger {
  readonly recorder: Recorder;
  readonly failures: SinkFailure[] = [];
  readonly #bench: SinkBench;

  constructor(subject: SinkSubject) {
    this.#bench = new SinkBench(subject);
    this.recorder = new Recorder(subject.sink, { onSinkError: (failure) => this.failures.push(failure) });
  }

  get patienceMs(): number {
    return this.#bench.patienceMs;
  }

  get health(): SinkHealth {
    return this.recorder.health().sinks[0] as SinkHealth;
  }

  /** Makes `count` spans and as many metrics. */
  record(count: number): void {
    for (let index = 0; index < count; index++) {
      this.recorder.trace("span", { index }, () => {});
      this.recorder.emitMetric("metric", index, { index });
    }
  }

  async flush(): Promise<void> {
    await within(this.patienceMs, "flush()", this.recorder.flush({ timeoutMs: this.patienceMs }));
  }

  /** `taken` records: those that were written have arrived, and no others. */
  async expectBalanced(taken: number): Promise<void> {
    const { health } = this;
    expectEqual("what health() counts as taken", health.taken, taken);
    const arrived = (await this.#bench.written()).length;
    const { written, dropped, failed, pending } = health;
    const others = `${dropped} were dropped, ${failed} failed, ${pending} are pending`;
    expectTrue(written === arrived, `${arrived} records have arrived; health() says ${written} (${others})`);
  }
}

function expectWhole(counts: Partial<RecordCounts>): void {
  const { taken = 0, written = 0, dropped = 0, failed = 0, pending = 0 } = counts;
  const numbers = { taken, written, dropped, failed, pending };
  const areWhole = Object.values(numbers).every((count) => Number.isSafeInteger(count) && count >= 0);
  expectTrue(areWhole, `health() counts in whole numbers from 0 up, and not ${explain(numbers)}`);
}
