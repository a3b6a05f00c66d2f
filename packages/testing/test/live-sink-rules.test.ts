import type { LiveSpan, SpanRef, SpanStart } from "@heddle/core";
import { liveSinkRules, type MakeSink } from "@heddle/testing";
import { describe, expect, test } from "vitest";
import type { Broken } from "./broken.ts";
import { brokenRulesOf } from "./broken-rules-of.ts";
import { subjectOf, TracingSink } from "./sinks-that-work.ts";

/** A live sink whose spans are different. */
class OtherSink extends TracingSink {
  readonly #change: (span: LiveSpan, start: SpanStart) => Partial<LiveSpan>;

  constructor(change: (span: LiveSpan, start: SpanStart) => Partial<LiveSpan>) {
    super();
    this.#change = change;
  }

  override open(start: SpanStart): LiveSpan {
    const span = super.open(start);
    return { ...span, ...this.#change(span, start) };
  }
}

const parentRule = "activeParent names another span than ours, by W3C ids, or none";

const broken: readonly Broken<MakeSink>[] = [
  {
    name: "one that tries again",
    breaks: ["run calls the work once, before it returns"],
    make: () => subjectOf(new OtherSink(() => ({ run: (work) => [work(), work()][1] as never }))),
  },
  {
    name: "one that is asynchronous",
    breaks: ["run gives back what the work does, and throws what it throws"],
    make: () => subjectOf(new OtherSink(() => ({ run: (async (work: () => unknown) => work()) as LiveSpan["run"] }))),
  },
  {
    name: "one that numbers its spans",
    breaks: ["ids, where a span has them, are W3C ids; each has them where mintsIds is true"],
    make: () => subjectOf(new OtherSink(() => ({ ids: { traceId: "1", spanId: "2" } }))),
  },
  {
    name: "one that mints no ids, though it says so",
    breaks: ["ids, where a span has them, are W3C ids; each has them where mintsIds is true"],
    make: () => subjectOf(new OtherSink(() => ({ ids: undefined }) as never)),
  },
  {
    name: "one that numbers its active span",
    breaks: [parentRule],
    make: () => subjectOf(Object.assign(new TracingSink(), { activeParent: () => ({ traceId: "1", spanId: "2" }) })),
  },
  {
    name: "one that takes our active span for its own",
    breaks: [parentRule],
    make: () => subjectOf(Object.assign(new TracingSink(), { activeParent: (ours?: SpanRef) => ours })),
  },
  {
    name: "one that takes nothing when a span has ended",
    breaks: ["set, event, link and fail never throw, also when the span has ended"],
    make: () => subjectOf(new OtherSink(failingWhenEnded)),
  },
  {
    name: "one that knows only the span that was opened last",
    breaks: ["spans that are open at the same time end in any order"],
    make: () => {
      let last = "";
      return subjectOf(
        new OtherSink((span, { spanId }) => {
          last = spanId;
          return { end: (record) => last === spanId && span.end(record) };
        }),
      );
    },
  },
];

test("every rule of a live sink is kept by a live sink, also by one with an active span of its own", async () => {
  const active = { traceId: "1".repeat(32), spanId: "2".repeat(16) };
  const nesting = () => Object.assign(new TracingSink(), { activeParent: () => active });

  expect(await brokenRulesOf(liveSinkRules, () => subjectOf(new TracingSink()))).toEqual([]);
  expect(await brokenRulesOf(liveSinkRules, () => subjectOf(nesting()))).toEqual([]);
});

test("a sink that opens no spans is not checked", async () => {
  const skipped: string[] = [];

  for (const rule of liveSinkRules) {
    await rule.check(() => ({ sink: { write() {} } }), { skip: (note = "") => skipped.push(note) });
  }

  expect(skipped).toContain("not checked: the subject has no open()");
  expect(skipped).toHaveLength(liveSinkRules.length);
});

describe("the right rule, and no other, is broken by", () => {
  for (const { name, breaks, make } of broken) {
    test(name, async () => {
      expect(await brokenRulesOf(liveSinkRules, make)).toEqual(breaks);
    });
  }
});

test("each rule is broken by a sink of the list", () => {
  const names = broken.flatMap(({ breaks }) => breaks);

  expect(liveSinkRules.map((rule) => rule.name).filter((name) => !names.includes(name))).toEqual([]);
});

function failingWhenEnded(span: LiveSpan): Partial<LiveSpan> {
  let isEnded = false;
  return {
    set() {
      if (isEnded) throw new Error("the span has ended");
    },
    end(record) {
      isEnded = true;
      span.end(record);
    },
  };
}
