/** Which records of those that a sink is given arrive, and in which order. */
import { expectEqual } from "./expect.ts";
import { defineRule, type Rule } from "./rule.ts";
import { startOf } from "./sample-records.ts";
import { type AnyRecord, SinkBench } from "./sink-bench.ts";
import type { MakeSink, SinkSubject } from "./sink-subject.ts";

export const sinkArrivalRules: readonly Rule<MakeSink>[] = [
  defineRule<SinkSubject>({
    name: "every record arrives",
    why: "What a sink leaves out without counting it as dropped is lost silently.",
    needs: ["written"],
    async check(subject) {
      const bench = new SinkBench(subject);
      const given = bench.numbered(15);
      bench.give(...given);
      const arrived = await namesOf(bench);
      const missing = bench.names(given).filter((name) => !arrived.includes(name));
      expectEqual("the list of records that were written and did not arrive", missing, []);
    },
  }),
  defineRule<SinkSubject>({
    name: "a record arrives once",
    why: "A record that arrives twice doubles costs and durations.",
    needs: ["written"],
    async check(subject) {
      const bench = new SinkBench(subject);
      bench.give(...bench.numbered(20));
      const arrived = await namesOf(bench);
      const again = arrived.filter((name, index) => arrived.indexOf(name) !== index);
      expectEqual("the list of records that arrived again", again, []);
    },
  }),
  defineRule<SinkSubject>({
    name: "records of a kind arrive in the order they were given",
    why: "Readers take the order of a file or a stream for the order of events.",
    needs: ["written"],
    async check(subject) {
      const bench = new SinkBench(subject);
      const given = bench.numbered(50);
      bench.give(...given);
      const arrived = [...new Set(await namesOf(bench))];
      for (const kind of ["span", "metric"]) {
        const names = bench.names(given.filter((record) => record.kind === kind));
        const order = names.filter((name) => arrived.includes(name));
        const came = arrived.filter((name) => order.includes(name));
        expectEqual(`the order of the ${kind} records`, came, order);
      }
    },
  }),
  defineRule<SinkSubject>({
    name: "a record with an empty name arrives",
    why: "A name is the program's business; a sink that is choosy about it loses the record.",
    needs: ["written"],
    async check(subject) {
      const bench = new SinkBench(subject);
      await expectArrival(bench, [bench.samples.span(""), bench.samples.metric("")]);
    },
  }),
  defineRule<SinkSubject>({
    name: "a wall clock that is set back loses nothing",
    why: "Clocks are set, also by an hour, also while a program runs.",
    needs: ["written"],
    async check(subject) {
      const bench = new SinkBench(subject);
      const before = bench.pair("before");
      bench.samples.setBack(3_600_000);
      await expectArrival(bench, [...before, ...bench.pair("after")]);
    },
  }),
  defineRule<SinkSubject>({
    name: "a span that has only opened is no record, and holds nothing up",
    why: "A span that hangs must not look as if it had ended, and must not hide the others.",
    needs: ["written"],
    async check(subject) {
      const bench = new SinkBench(subject);
      bench.start(startOf(bench.samples.span("open")));
      await expectArrival(bench, bench.pair("other"));
    },
  }),
  defineRule<SinkSubject>({
    name: "a span's record arrives, whether or not its start was told",
    why: "A sink may be added, or a span be let through to it, when the span is open already.",
    needs: ["written"],
    async check(subject) {
      const bench = new SinkBench(subject);
      const told = bench.samples.span("start told");
      bench.start(startOf(told));
      await expectArrival(bench, [told, bench.samples.span("start not told")]);
    },
  }),
];

/** Gives `records`, and expects exactly those to have arrived in the end. */
async function expectArrival(bench: SinkBench, records: readonly AnyRecord[]): Promise<void> {
  bench.give(...records);
  const arrived = await namesOf(bench);
  expectEqual("the list of records that arrived", arrived.sort(), bench.names(records).sort());
}

async function namesOf(bench: SinkBench): Promise<string[]> {
  const written = await bench.writtenAtLast();
  return written.map((record) => record.name);
}
