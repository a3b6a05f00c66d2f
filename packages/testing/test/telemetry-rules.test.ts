import { telemetryRules } from "@heddle/testing";
import { describe, expect, test } from "vitest";
import { brokenRulesOf, patient } from "./broken-rules-of.ts";
import { brokenTelemetries } from "./broken-telemetries.ts";
import { builtInTelemetries, inFolder } from "./built-in-telemetries.ts";

describe("every rule of a telemetry is kept by", () => {
  for (const [name, make] of Object.entries(builtInTelemetries)) {
    test(name, async () => {
      expect(await brokenRulesOf(telemetryRules, patient(make))).toEqual([]);
    });
  }

  test("FileTelemetry, with a file for each trace", async () => {
    expect(await brokenRulesOf(telemetryRules, patient(inFolder), [])).toEqual([]);
  });
});

describe("the right rule, and no other, is broken by", () => {
  for (const { name, breaks, make } of brokenTelemetries) {
    test(name, async () => {
      expect(await brokenRulesOf(telemetryRules, make, breaks)).toEqual(breaks);
    });
  }
});

test("each rule is broken by a telemetry of the list", () => {
  const broken = brokenTelemetries.flatMap(({ breaks }) => breaks);

  expect(telemetryRules.map((rule) => rule.name).filter((name) => !broken.includes(name))).toEqual([]);
});
