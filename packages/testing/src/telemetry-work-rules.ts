/** What a telemetry does with the work it is given: the work runs, and that is all the program sees. */
import type { Span } from "@heddle/core";
import { defineTelemetryRule } from "./define-telemetry-rule.ts";
import { expectEqual, expectNoThrow, expectSame, expectThrows, expectTrue } from "./expect.ts";
import { throwingProxy } from "./hostile-values.ts";
import type { Rule } from "./rule.ts";
import type { MakeTelemetry } from "./telemetry-subject.ts";

export const telemetryWorkRules: readonly Rule<MakeTelemetry>[] = [
  defineTelemetryRule({
    name: "the work runs once, before trace returns",
    why: "Work that runs later, twice or never is another program.",
    async check({ telemetry }) {
      const order: string[] = [];
      telemetry.trace("once", {}, () => void order.push("work"));
      order.push("trace returned");
      await nextTurn();
      expectEqual("the order of things", order, ["work", "trace returned"]);
    },
  }),
  defineTelemetryRule({
    name: "what the work returns comes back, the same object",
    why: "A copy, a wrapper or a default in its place changes the program.",
    check({ telemetry }) {
      for (const result of [undefined, null, 0, "", false, {}, [], () => {}, Symbol("result"), new Map()]) {
        const returned = telemetry.trace("returns", {}, () => result);
        expectSame("what trace() returned", returned, result);
      }
    },
  }),
  defineTelemetryRule({
    name: "what the work returns is not touched, whatever it is",
    why: "A lazy query runs when it is first waited for, and a generator when it is first asked.",
    async check({ telemetry }) {
      const touched: string[] = [];
      for (const [name, result] of untouchables((what) => touched.push(what))) {
        const trace = () => telemetry.trace("untouched", {}, () => result);
        const returned = expectNoThrow(`trace() of work that returns ${name}`, trace);
        expectTrue(returned === result, `${name} comes back as itself`);
      }
      await nextTurn();
      expectEqual("the list of results that were touched", touched, []);
    },
  }),
  defineTelemetryRule({
    name: "what the work throws comes out, the same object",
    why: "Programs tell errors apart by identity and class, and retry or give up by it.",
    check({ telemetry }) {
      const errors = [new TypeError("boom"), Object.freeze(new Error("frozen")), "text", 7, null, undefined];
      for (const error of [...errors, unreadable("message"), Object.create(null), throwingProxy()]) {
        const throwIt = () => {
          throw error;
        };
        expectThrows("trace()", error, () => telemetry.trace("throws", {}, throwIt));
      }
    },
  }),
  defineTelemetryRule({
    name: "the work is given a span whose methods never throw, also when it has ended",
    why: "Code that traces does not know which telemetry it was given, nor what will outlive the span.",
    check({ telemetry }) {
      const span = telemetry.trace("span", {}, (given) => {
        use("an open span", given);
        return given;
      });
      use("a span that has ended", span);
    },
  }),
  defineTelemetryRule({
    name: "any name is taken, also one that is no text",
    why: "A name may come from a model or a user, and nothing checks types while a program runs.",
    check({ telemetry }) {
      const texts = ["", "x".repeat(100_000), "half a \ud83e pair", "two\nlines\0", "__proto__"];
      for (const name of [...texts, undefined, null, 7, Symbol("name"), unreadable("toString")] as string[]) {
        const trace = () => telemetry.trace(name, {}, (span) => span.event(name));
        expectNoThrow("trace() with a strange name", trace);
        expectNoThrow("emitMetric() with a strange name", () => telemetry.emitMetric(name, 1));
      }
    },
  }),
];

/** Results that somebody else waits for, or that must not be looked into. */
function untouchables(touch: (what: string) => void): [name: string, result: unknown][] {
  // biome-ignore lint/suspicious/noThenProperty: that is what a query builder has
  const thenable = Object.defineProperty({}, "then", {
    value: (resolve: () => void) => {
      touch("a lazy thenable");
      resolve();
    },
  });
  function* generator() {
    yield touch("a generator");
  }
  async function* asyncGenerator() {
    yield touch("an async generator");
  }
  return [
    ["a lazy thenable", thenable],
    ["a generator", generator()],
    ["an async generator", asyncGenerator()],
    ["a Proxy that throws at everything", throwingProxy()],
    ["a Proxy of a promise", new Proxy(Promise.resolve(), {})],
    ["an object that only looks like a promise", Object.create(Promise.prototype)],
  ];
}

function use(what: string, span: Span): void {
  expectNoThrow(`set() of ${what}`, () => span.set({ key: "value" }));
  expectNoThrow(`event() of ${what}`, () => span.event("event"));
  for (const target of [span, undefined, throwingProxy()]) {
    expectNoThrow(`link() of ${what}`, () => span.link(target as Span, "caused_by"));
  }
  expectNoThrow(`fail() of ${what}`, () => span.fail(new Error("handled")));
  expectNoThrow(`the ids of ${what}`, () => [
    span.name,
    span.traceId,
    span.spanId,
    span.parentSpanId,
    span.traceparent,
  ]);
}

function unreadable(property: "message" | "toString"): Error {
  const refuse = () => {
    throw new Error(`no ${property}`);
  };
  return Object.defineProperty(new Error("unreadable"), property, { get: refuse });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
