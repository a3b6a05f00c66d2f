/** What a sink does when it is given up, and afterwards. */
import { defineRule, type Rule } from "./rule.ts";
import { startOf } from "./sample-records.ts";
import { SinkBench } from "./sink-bench.ts";
import type { MakeSink, SinkSubject } from "./sink-subject.ts";
import { within } from "./within.ts";

export const sinkDisposeRules: readonly Rule<MakeSink>[] = [
  defineRule<SinkSubject>({
    name: "dispose resolves before anything was written",
    why: "A program may end before its first span.",
    async check({ sink, patienceMs }) {
      await within(patienceMs, "[Symbol.asyncDispose]() of an unused sink", sink[Symbol.asyncDispose]?.());
    },
  }),
  defineRule<SinkSubject>({
    name: "dispose resolves twice, also at once",
    why: "A sink may belong to two telemetries that are both given up.",
    async check(subject) {
      const { sink, patienceMs } = subject;
      const bench = new SinkBench(subject);
      bench.give(...bench.pair("one"));
      await bench.flush();
      const both = [sink[Symbol.asyncDispose]?.(), sink[Symbol.asyncDispose]?.()];
      await within(patienceMs, "one of two [Symbol.asyncDispose]() at once", Promise.all(both));
      await within(patienceMs, "a later [Symbol.asyncDispose]()", sink[Symbol.asyncDispose]?.());
    },
  }),
  defineRule<SinkSubject>({
    name: "flush resolves after dispose",
    why: "The parts of a program end in any order.",
    async check(subject) {
      const bench = new SinkBench(subject);
      bench.give(...bench.pair("one"));
      await bench.flush();
      await bench.dispose();
      await within(subject.patienceMs, "flush() after [Symbol.asyncDispose]()", subject.sink.flush?.());
    },
  }),
  defineRule<SinkSubject>({
    name: "a record or a start after dispose does not throw",
    why: "Work that was left running still ends its spans.",
    async check(subject) {
      const bench = new SinkBench(subject);
      bench.give(...bench.pair("in time"));
      await bench.flush();
      await bench.dispose();
      bench.start(startOf(bench.samples.span("late start")));
      bench.give(...bench.pair("late"));
    },
  }),
];
