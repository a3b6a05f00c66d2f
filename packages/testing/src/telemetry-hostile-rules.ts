/** What becomes of attributes that JSON cannot hold. */
import { inspect, types } from "node:util";
import type { Attributes, Span, Telemetry } from "@heddle/core";
import { defineTelemetryRule } from "./define-telemetry-rule.ts";
import { expectEqual, expectNoThrow, expectTrue } from "./expect.ts";
import { explain } from "./explain.ts";
import { hostileAttributes, hostileValues } from "./hostile-values.ts";
import { readMetrics, readSpans } from "./read-records.ts";
import type { Rule } from "./rule.ts";
import type { MakeTelemetry } from "./telemetry-subject.ts";

export const telemetryHostileRules: readonly Rule<MakeTelemetry>[] = [
  defineTelemetryRule({
    name: "no attribute makes telemetry throw, whatever it is",
    why: "A tool's result is recorded as it comes, and nobody knows what comes.",
    check({ telemetry }) {
      for (const [name, value] of hostiles()) giveEverywhere(telemetry, name, () => ({ fine: 1, value: value() }));
      for (const [name, make] of Object.entries(hostileAttributes))
        giveEverywhere(telemetry, name, make as () => Attributes);
    },
  }),
  defineTelemetryRule({
    name: "no attribute is changed, frozen or used up",
    why: "What is recorded is still the program's own.",
    check({ telemetry }) {
      for (const [name, make] of hostiles()) {
        const given = { value: make() };
        const before = portrait(given);
        giveEverywhere(telemetry, name, () => given);
        expectEqual(`${name} that was given as an attribute`, portrait(given), before);
      }
    },
  }),
  defineTelemetryRule({
    name: "what JSON cannot hold is recorded as what it can, beside the other attributes",
    why: "One strange value must not cost the whole line, or the whole file.",
    needs: ["spans"],
    async check(subject) {
      for (const [name, make] of hostiles()) subject.telemetry.trace(name, { fine: 1, value: make() }, () => {});
      subject.telemetry.trace("a symbol beside it", { fine: 1, [Symbol("key")]: { hidden: true } }, () => {});
      for (const { name, attributes } of await readSpans(subject, "attributes")) {
        expectEqual(`the other attribute beside ${name}`, attributes.fine, 1);
        expectJson(`the attributes with ${name}`, attributes);
      }
    },
  }),
  defineTelemetryRule({
    name: "a metric records what JSON can hold of its attributes, and its name as text",
    why: "One strange value must not cost the whole line, or the whole file.",
    needs: ["metrics"],
    async check(subject) {
      for (const [name, make] of hostiles()) subject.telemetry.emitMetric(name, 1, { fine: 1, value: make() });
      subject.telemetry.emitMetric("half a \ud83e pair", 1, { fine: 1 });
      for (const metric of await readMetrics(subject, "attributes")) {
        expectEqual(`the other attribute beside ${metric.name}`, metric.attributes.fine, 1);
        expectJson(`a metric with ${metric.name}`, metric);
      }
    },
  }),
];

/** Each hostile value, alone and inside of another one. */
function hostiles(): [name: string, make: () => unknown][] {
  return Object.entries(hostileValues).flatMap(([name, make]) => [
    [name, make],
    [`${name}, nested`, () => ({ list: [make()], map: new Map([["key", make()]]) })],
  ]);
}

function giveEverywhere(telemetry: Telemetry, name: string, attributes: () => Attributes): void {
  const inside = (span: Span) => {
    expectNoThrow(`set() with ${name}`, () => span.set(attributes()));
    expectNoThrow(`event() with ${name}`, () => span.event("event", attributes()));
    expectNoThrow(`link() with ${name}`, () => span.link(span, "caused_by", attributes()));
    expectNoThrow(`fail() with ${name}`, () => span.fail(attributes()));
  };
  expectNoThrow(`trace() with ${name}`, () => telemetry.trace("hostile", attributes(), inside));
  expectNoThrow(`emitMetric() with ${name}`, () => telemetry.emitMetric("hostile", 1, attributes()));
}

/** All there is to see of an object without calling any code of its own. */
function portrait(value: object): string {
  const frozen = Object.values(value).map((held) => !types.isProxy(held) && Object.isFrozen(held));
  return `${inspect(value, { depth: 8, showHidden: true, showProxy: true, maxStringLength: 100 })} ${frozen}`;
}

/** Plain data that is the same when it comes back from JSON, with no half characters in it. */
function expectJson(what: string, value: object): void {
  const text = JSON.stringify(value);
  expectEqual(`${what}, against what JSON makes of it,`, value, JSON.parse(text));
  const halves = text.match(/\\ud[89a-f]../i);
  expectTrue(halves === null, `${what} has no half characters, and not ${explain(halves?.[0])}`);
}
