/** When the records of a sink have arrived. */
import { expectEqual } from "./expect.ts";
import { defineRule, type Rule } from "./rule.ts";
import { SinkBench } from "./sink-bench.ts";
import type { MakeSink, SinkSubject } from "./sink-subject.ts";
import { within } from "./within.ts";

export const sinkFlushRules: readonly Rule<MakeSink>[] = [
  defineRule<SinkSubject>({
    name: "a promise that write gives back resolves",
    why: "One that rejects or hangs stands for a record that did not arrive.",
    async check({ sink, patienceMs }) {
      const bench = new SinkBench({ sink });
      for (const record of bench.pair("one")) {
        const isOpened = record.kind === "span" && "open" in sink;
        if (!isOpened) await within(patienceMs, "the promise that write() returned", sink.write(record));
      }
    },
  }),
  defineRule<SinkSubject>({
    name: "a record has arrived when flush has resolved; without flush, when write is done",
    why: "A program flushes before it exits, and loses whatever has not arrived then.",
    needs: ["written"],
    async check(subject) {
      const bench = new SinkBench(subject);
      const given = bench.numbered(10);
      bench.give(...given);
      await bench.flush();
      const names = (await bench.written()).map((record) => record.name);
      expectEqual("the list of records that have arrived", names.sort(), bench.names(given).sort());
    },
  }),
  defineRule<SinkSubject>({
    name: "flush resolves before anything was written",
    why: "A program may end before its first span.",
    async check({ sink, patienceMs }) {
      await within(patienceMs, "flush() of an unused sink", sink.flush?.());
    },
  }),
  defineRule<SinkSubject>({
    name: "flush resolves again and again, with a time limit and without",
    why: "Programs flush after each run, and at the end.",
    async check(subject) {
      const { sink, patienceMs } = subject;
      const bench = new SinkBench(subject);
      bench.give(...bench.pair("first"));
      await within(patienceMs, "the first flush()", sink.flush?.());
      await within(patienceMs, "the second flush(), with nothing new,", sink.flush?.());
      bench.give(...bench.pair("second"));
      await within(patienceMs, "the third flush()", sink.flush?.({ timeoutMs: bench.patienceMs }));
    },
  }),
  defineRule<SinkSubject>({
    name: "flush may be called twice at once, and each waits for what came before it",
    why: "Two parts of a program flush without knowing of each other.",
    needs: ["written"],
    async check(subject) {
      const { sink, patienceMs } = subject;
      const bench = new SinkBench(subject);
      const [first, second] = [bench.numbered(3), bench.pair("later")];
      bench.give(...first);
      const one = sink.flush?.();
      bench.give(...second);
      const two = sink.flush?.();
      await within(patienceMs, "one of two flush() at once", Promise.all([one, two]));
      await bench.settle();
      const names = (await bench.written()).map((record) => record.name);
      expectEqual("the list of records that have arrived", names.sort(), bench.names([...first, ...second]).sort());
    },
  }),
];
