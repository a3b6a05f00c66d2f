import { type MakeSink, sinkRules } from "@heddle/testing";
import { describe, expect, test } from "vitest";
import { brokenRulesOf } from "./broken-rules-of.ts";
import { brokenSinks } from "./broken-sinks.ts";
import { breakable, LineSink, ListSink, QueueSink, subjectOf } from "./sinks-that-work.ts";

const working: Record<string, MakeSink> = {
  "a list": () => subjectOf(new ListSink()),
  "a queue": () => subjectOf(new QueueSink()),
  "a line that may break": () => breakable(new LineSink()),
};

for (const [name, make] of Object.entries(working)) {
  test(`${name} keeps every rule of a sink`, async () => {
    expect(await brokenRulesOf(sinkRules, make)).toEqual([]);
  });
}

describe("a sink that is broken fails the right rule:", () => {
  for (const { name, breaks, make } of brokenSinks) {
    test(name, async () => {
      expect(await brokenRulesOf(sinkRules, make)).toEqual(breaks);
    });
  }
});

test("each rule is broken by a sink of the list", () => {
  const broken = new Set(brokenSinks.flatMap(({ breaks }) => breaks));

  expect(sinkRules.map((rule) => rule.name).filter((name) => !broken.has(name))).toEqual([]);
});
