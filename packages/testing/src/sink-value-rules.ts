/** What a sink does with the data of its records. */
import { InMemoryTelemetry } from "@heddle/core";
import { expectEqual, expectTrue } from "./expect.ts";
import { fullMetric, fullSpan, jsonValues } from "./full-records.ts";
import { NotChecked } from "./not-checked.ts";
import { defineRule, type Rule } from "./rule.ts";
import { type AnyRecord, SinkBench } from "./sink-bench.ts";
import type { MakeSink, SinkSubject, WrittenRecord } from "./sink-subject.ts";

const MEGABYTE = 1024 * 1024;

export const sinkValueRules: readonly Rule<MakeSink>[] = [
  defineRule<SinkSubject>({
    name: "a record arrives as it was given",
    why: "All sinks of a program tell the same story of the same span.",
    needs: ["written"],
    async check(subject) {
      const bench = new SinkBench(subject);
      const given = [fullSpan(bench.samples), fullMetric(bench.samples), ...bench.pair("plain")];
      bench.give(...structuredClone(given));
      const written = await bench.writtenAtLast();
      requireKey(written, (key) => key !== "name" && key !== "kind" && key !== "attributes", "more than names");
      for (const record of written) expectAsGiven(record, given, (key) => key !== "attributes");
    },
  }),
  defineRule<SinkSubject>({
    name: "attributes arrive as they were given, whatever JSON can hold",
    why: "Prompts hold every character there is, and tools give every shape of data.",
    needs: ["written"],
    async check(subject) {
      const bench = new SinkBench(subject);
      const given = Object.entries(jsonValues).flatMap(([name, value]) => bench.pair(name, { [name]: value, also: 1 }));
      bench.give(...structuredClone(given));
      const written = await bench.writtenAtLast();
      requireKey(written, (key) => key === "attributes", "attributes");
      for (const record of written) expectAsGiven(record, given, (key) => key === "attributes");
    },
  }),
  defineRule<SinkSubject>({
    name: "a record with an attribute of 1 MB arrives, whole or cut",
    why: "A tool that returns a web page is an ordinary tool.",
    needs: ["written"],
    async check(subject) {
      const bench = new SinkBench(subject);
      const page = "0123456789abcdef".repeat(MEGABYTE / 16);
      const given = bench.pair("page", { page });
      bench.give(...given);
      const written = await bench.writtenAtLast();
      const names = written.map((record) => record.name);
      expectEqual("the list of records that arrived", names.sort(), bench.names(given).sort());
      for (const { attributes } of written) {
        const arrived = attributes?.page;
        const isCut = typeof arrived === "string" && arrived.length < page.length && arrived.startsWith("0123456789");
        expectTrue(
          attributes === undefined || arrived === page || isCut,
          "1 MB of text arrives whole, or its beginning",
        );
      }
    },
  }),
  defineRule<SinkSubject>({
    name: "a frozen record is taken",
    why: "A recorder hands the same frozen record to all sinks.",
    check(subject) {
      const memory = new InMemoryTelemetry();
      memory.trace("frozen", { nested: { list: [1] } }, (span) => span.event("frozen too", { nested: {} }));
      memory.emitMetric("frozen", 1, { nested: {} });
      new SinkBench(subject).give(...memory.spans(), ...memory.metrics());
    },
  }),
  defineRule<SinkSubject>({
    name: "a record is not changed",
    why: "A record is shared with every other sink.",
    async check(subject) {
      const bench = new SinkBench(subject);
      const given = [fullSpan(bench.samples), fullMetric(bench.samples)];
      const before = structuredClone(given);
      bench.give(...given);
      await bench.flush();
      expectEqual("a record that the sink had", given, before);
    },
  }),
];

/** A rule about what cannot be read back is not checked. */
function requireKey(written: readonly WrittenRecord[], isOne: (key: string) => boolean, what: string): void {
  if (!written.some((record) => Object.keys(record).some(isOne)))
    throw new NotChecked(`written() gives no ${what} back`);
}

/** Compares those keys that were read back. */
function expectAsGiven(record: WrittenRecord, given: readonly AnyRecord[], isCompared: (key: string) => boolean): void {
  const original = given.find(({ name }) => name === record.name);
  for (const [key, came] of Object.entries(record)) {
    if (isCompared(key)) expectEqual(`${key} of "${record.name}"`, came, original?.[key as keyof AnyRecord]);
  }
}
