/** The contract of a sink that opens spans of its own, beyond that of a sink. */
import { isSpanId, isTraceId, type LiveSink, type LiveSpan } from "@heddle/core";
import { expectEqual, expectNoThrow, expectSame, expectThrows, expectTrue } from "./expect.ts";
import { defineRule, type Rule, type RuleText } from "./rule.ts";
import { SampleRecords, startOf } from "./sample-records.ts";
import type { MakeSink, SinkSubject } from "./sink-subject.ts";

/** Every sentence of the comments on `LiveSink` and `LiveSpan`, as a rule. Such a sink keeps `sinkRules`, too. */
export const liveSinkRules: readonly Rule<MakeSink>[] = [
  defineLiveRule({
    name: "run calls the work once, before it returns",
    why: "It runs the program: later, twice or never is another program.",
    async check(subject) {
      const order: string[] = [];
      openSpan(subject).run(() => void order.push("work"));
      order.push("run returned");
      await new Promise((resolve) => setTimeout(resolve));
      expectEqual("the order of things", order, ["work", "run returned"]);
    },
  }),
  defineLiveRule({
    name: "run gives back what the work does, and throws what it throws",
    why: "A sink that holds on to an error, or waits for a promise, changes the program.",
    check(subject) {
      const error = new Error("boom");
      for (const result of [undefined, null, {}, Promise.resolve()]) {
        const returned = openSpan(subject).run(() => result);
        expectSame("what run() gave back", returned, result);
      }
      const raise = () => {
        throw error;
      };
      expectThrows("run()", error, () => openSpan(subject).run(raise));
    },
  }),
  defineLiveRule({
    name: "ids, where a span has them, are W3C ids; each has them where mintsIds is true",
    why: "All other sinks adopt them.",
    check(subject) {
      for (const byHand of [true, false]) {
        const { ids } = openSpan(subject, byHand);
        const areIds = ids !== undefined && isTraceId(ids.traceId) && isSpanId(ids.spanId);
        expectTrue(ids === undefined || areIds, "ids are 32 and 16 lower-case hex digits, not all zero");
        expectTrue(
          areIds || (subject.sink as LiveSink).mintsIds !== true,
          "a sink that mints ids gives each span some",
        );
      }
    },
  }),
  defineLiveRule({
    name: "activeParent names another span than ours, by W3C ids, or none",
    why: "A span would become its own parent, or a child of nothing.",
    check({ sink }) {
      for (const ours of [undefined, startOf(new SampleRecords().span("span"))]) {
        const parent = (sink as LiveSink).activeParent?.(ours);
        if (parent === undefined) continue;
        expectTrue(isTraceId(parent.traceId) && isSpanId(parent.spanId), "its ids are 32 and 16 lower-case hex digits");
        expectTrue(parent.spanId !== ours?.spanId, "it is not the span that it was asked for");
      }
    },
  }),
  defineLiveRule({
    name: "set, event, link and fail never throw, also when the span has ended",
    why: "They are called where the program expects no error.",
    check(subject) {
      const samples = new SampleRecords();
      const record = samples.span("span");
      const span = openSpan(subject, true, record);
      update("an open span", span);
      span.end(record);
      update("a span that has ended", span);
    },
  }),
  defineLiveRule({
    name: "spans that are open at the same time end in any order",
    why: "Branches run at once, and a span that is ended by hand never has run().",
    needs: ["written"],
    async check(subject) {
      const samples = new SampleRecords();
      const records = ["first", "second", "third"].map((name) => samples.span(name));
      const spans = records.map((record) => openSpan(subject, true, record));
      for (const index of [1, 2, 0]) spans[index]?.end(records[index] as never);
      await subject.sink.flush?.();
      const arrived = (await subject.written?.())?.map(({ name }) => name);
      expectEqual("the list of spans that arrived", arrived?.sort(), ["first", "second", "third"]);
    },
  }),
];

function defineLiveRule(text: RuleText<SinkSubject, "written">): Rule<MakeSink> {
  const needs = [...(text.needs ?? []), "open" as const];
  return defineRule<SinkSubject, "written" | "open">({ ...text, needs }, (subject, need) =>
    need === "open" ? need in subject.sink : need in subject,
  );
}

function openSpan({ sink }: SinkSubject, byHand = false, record = new SampleRecords().span("span")): LiveSpan {
  return (sink as LiveSink).open(startOf(record), byHand);
}

function update(what: string, span: LiveSpan): void {
  const target = { traceId: "1".repeat(32), spanId: "1".repeat(16) };
  expectNoThrow(`set() of ${what}`, () => span.set?.({ key: "value" }));
  expectNoThrow(`event() of ${what}`, () => span.event?.("event", { key: "value" }, Date.now()));
  expectNoThrow(`link() of ${what}`, () => span.link?.(target, "caused_by", {}));
  expectNoThrow(`fail() of ${what}`, () => span.fail?.(new Error("handled")));
}
