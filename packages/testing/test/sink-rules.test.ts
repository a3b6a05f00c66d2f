import { type MakeSink, sinkRules } from "@heddle/testing";
import { describe, expect, test } from "vitest";
import { brokenRulesOf, patient } from "./broken-rules-of.ts";
import { brokenSinks } from "./broken-sinks.ts";
import { builtInSinks } from "./built-in-sinks.ts";
import { breakable, LineSink, ListSink, QueueSink, subjectOf, TracingSink } from "./sinks-that-work.ts";

const working: Record<string, MakeSink> = {
  "a list": () => subjectOf(new ListSink()),
  "a queue": () => subjectOf(new QueueSink()),
  "a line that may break": () => breakable(new LineSink()),
  "a live sink": () => subjectOf(new TracingSink()),
  "a function": () => ({ sink: { write() {} } }),
  ...builtInSinks,
};

describe("every rule of a sink is kept by", () => {
  for (const [name, make] of Object.entries(working)) {
    test(name, async () => {
      expect(await brokenRulesOf(sinkRules, patient(make))).toEqual([]);
    });
  }
});

describe("the right rule, and no other, is broken by", () => {
  for (const { name, breaks, make } of brokenSinks) {
    test(name, async () => {
      expect(await brokenRulesOf(sinkRules, make, breaks)).toEqual(breaks);
    });
  }
});

test("each rule is broken by a sink of the list", () => {
  const broken = brokenSinks.flatMap(({ breaks }) => breaks);

  expect(sinkRules.map((rule) => rule.name).filter((name) => !broken.includes(name))).toEqual([]);
});
