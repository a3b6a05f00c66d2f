/** Which span is the parent of which. */
import { setImmediate as immediate, setTimeout as sleep } from "node:timers/promises";
import { InMemoryTelemetry, isSpanId, isTraceId, type SpanRecord, traceStream } from "@heddle/core";
import { defineTelemetryRule } from "./define-telemetry-rule.ts";
import { expectEqual, expectTrue } from "./expect.ts";
import { onlyOne, readSpans } from "./read-records.ts";
import type { Rule } from "./rule.ts";
import type { MakeTelemetry, TelemetrySubject } from "./telemetry-subject.ts";

const BRANCHES = 10_000;

export const telemetryParentRules: readonly Rule<MakeTelemetry>[] = [
  defineTelemetryRule({
    name: "a nested span names its parent and shares its trace",
    why: "That is the tree that everybody looks at.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      telemetry.trace("run", {}, () => {
        telemetry.trace("turn", {}, () => telemetry.trace("tool", {}, () => {}));
        telemetry.trace("last turn", {}, () => {});
      });
      await expectParents(subject, { run: undefined, turn: "run", tool: "turn", "last turn": "run" });
    },
  }),
  defineTelemetryRule({
    name: "spans outside of each other are of traces of their own",
    why: "Two runs in one trace look like one run.",
    needs: ["spans"],
    async check(subject) {
      subject.telemetry.trace("one", {}, () => {});
      subject.telemetry.trace("two", {}, () => {});
      const spans = await readSpans(subject, "traceId");
      expectTrue(new Set(spans.map(({ traceId }) => traceId)).size === 2, "two spans of two traces have two trace ids");
    },
  }),
  defineTelemetryRule({
    name: "ids are W3C ids, and no two spans share one",
    why: "Other systems take no other ids, and a reader puts spans together by them.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      telemetry.trace("run", {}, () => {
        for (let index = 0; index < 100; index++) telemetry.trace("turn", {}, () => {});
      });
      const spans = await readSpans(subject, "traceId", "spanId");
      const strange = spans.filter(({ traceId, spanId }) => !isTraceId(traceId) || !isSpanId(spanId));
      expectEqual("the list of spans without 32 and 16 lower-case hex digits", strange, []);
      expectEqual("the number of span ids of 101 spans", new Set(spans.map(({ spanId }) => spanId)).size, 101);
    },
  }),
  defineTelemetryRule({
    name: "after the work, and beside it, its span is nobody's parent",
    why: "A context that leaks makes one endless trace of everything that comes later.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      const fail = () => telemetry.trace("failing", {}, () => Promise.reject(new Error("boom")));
      const slow = telemetry.trace("slow", {}, () => sleep(1));
      telemetry.trace("beside", {}, () => {});
      await slow;
      await fail().catch(() => {});
      telemetry.trace("after", {}, () => {});
      await expectParents(subject, { slow: undefined, beside: undefined, failing: undefined, after: undefined });
    },
  }),
  defineTelemetryRule({
    name: "the parent is kept over awaits, timers and callbacks",
    why: "Agents wait for models and tools all the time.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      const later = (name: string, schedule: (work: () => void) => unknown) =>
        new Promise<void>((resolve) => schedule(() => resolve(telemetry.trace(name, {}, () => {}))));
      await telemetry.trace("run", {}, async () => {
        await Promise.all([
          later("timer", (work) => setTimeout(work, 1)),
          later("immediate", (work) => setImmediate(work)),
          later("microtask", (work) => queueMicrotask(work)),
          later("tick", (work) => process.nextTick(work)),
        ]);
        telemetry.trace("after await", {}, () => {});
      });
      const parents = ["timer", "immediate", "microtask", "tick", "after await"].map((name) => [name, "run"]);
      await expectParents(subject, { run: undefined, ...Object.fromEntries(parents) });
    },
  }),
  defineTelemetryRule({
    name: "10,000 parallel branches keep each its own parent",
    why: "A variable that holds the current span is right until two branches run at once.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      const branch = (index: number) =>
        telemetry.trace(`branch ${index}`, {}, async () => {
          await (index % 2 === 0 ? immediate() : Promise.resolve());
          telemetry.trace(`leaf ${index}`, {}, () => {});
        });
      await Promise.all(Array.from({ length: BRANCHES }, (_, index) => branch(index)));
      const spans = new Map((await readSpans(subject, "spanId")).map((span) => [span.name, span]));
      expectEqual("the number of spans", spans.size, 2 * BRANCHES);
      for (let index = 0; index < BRANCHES; index++) {
        const [leaf, parent] = [spans.get(`leaf ${index}`), spans.get(`branch ${index}`)];
        expectTrue(leaf?.parentSpanId === parent?.spanId, `the parent of "leaf ${index}" is "branch ${index}"`);
      }
    },
  }),
  defineTelemetryRule({
    name: "streams that take turns keep each its own parent, and the consumer has none of theirs",
    why: "A generator runs on its consumer's stack, piece by piece.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      const open = (name: string) =>
        traceStream(telemetry, name, {}, async function* () {
          for (let index = 0; index < 3; index++) yield telemetry.trace(`item of ${name}`, {}, () => index);
        });
      const [one, two] = [open("one"), open("two")];
      for await (const index of one) {
        await two.next();
        if (index === 0) telemetry.trace("consumer", {}, () => {});
        if (index === 1) break;
      }
      await two.return();
      await expectParents(subject, {
        one: undefined,
        two: undefined,
        consumer: undefined,
        "item of one": "one",
        "item of two": "two",
      });
    },
  }),
  defineTelemetryRule({
    name: "a span of another telemetry in between is not the parent",
    why: "Its id is in no record of this one: the span would be an orphan.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      const other = new InMemoryTelemetry();
      other.trace("outermost", {}, () =>
        telemetry.trace("run", {}, () => other.trace("between", {}, () => telemetry.trace("turn", {}, () => {}))),
      );
      await expectParents(subject, { run: undefined, turn: "run" });
    },
  }),
];

/** Each span by its name, with its parent's name. */
async function expectParents(subject: TelemetrySubject, parents: Record<string, string | undefined>): Promise<void> {
  const spans = await readSpans(subject, "spanId", "traceId");
  const nameOf = (id: string | undefined) =>
    id === undefined
      ? undefined
      : (spans.find(({ spanId }) => spanId === id)?.name ?? `no span that was recorded: ${id}`);
  for (const [name, parent] of Object.entries(parents)) {
    for (const span of named(spans, name)) {
      expectEqual(`the parent of "${name}"`, nameOf(span.parentSpanId), parent);
      if (parent !== undefined) {
        expectEqual(`the trace of "${name}"`, span.traceId, onlyOne(spans, "span", parent).traceId);
      }
    }
  }
}

function named(spans: readonly SpanRecord[], name: string): readonly SpanRecord[] {
  const found = spans.filter((span) => span.name === name);
  expectTrue(found.length > 0, `there is a span "${name}"`);
  return found;
}
