import { InMemoryTelemetry, NoTelemetry } from "@heddle/core";
import { type MakeTelemetry, telemetryRules } from "@heddle/testing";
import { describe, expect, test } from "vitest";
import { brokenRecordings } from "./broken-recordings.ts";
import { brokenRulesOf } from "./broken-rules-of.ts";
import { brokenTelemetries } from "./broken-telemetries.ts";

const broken = [...brokenTelemetries, ...brokenRecordings];

const builtIn: Record<string, MakeTelemetry> = {
  NoTelemetry: () => ({ telemetry: new NoTelemetry() }),
  InMemoryTelemetry: () => {
    const telemetry = new InMemoryTelemetry();
    return { telemetry, spans: () => telemetry.spans(), metrics: () => telemetry.metrics() };
  },
};

for (const [name, make] of Object.entries(builtIn)) {
  test(`${name} keeps every rule of a telemetry`, async () => {
    expect(await brokenRulesOf(telemetryRules, make)).toEqual([]);
  });
}

describe("a telemetry that is broken fails the right rule:", () => {
  for (const { name, breaks, make } of broken) {
    test(name, async () => {
      expect(await brokenRulesOf(telemetryRules, make)).toEqual(breaks);
    });
  }
});

test("each rule is broken by a telemetry of the lists", () => {
  const rules = new Set(broken.flatMap(({ breaks }) => breaks));

  expect(telemetryRules.map((rule) => rule.name).filter((name) => !rules.has(name))).toEqual([]);
});
