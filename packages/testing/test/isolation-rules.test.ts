import {
  filter,
  InMemoryTelemetry,
  limit,
  type Member,
  MultiTelemetry,
  NoTelemetry,
  Recorder,
  redact,
  sample,
} from "@heddle/core";
import { isolationRules, type MakeFanOut } from "@heddle/testing";
import { describe, expect, test } from "vitest";
import { brokenFanOuts } from "./broken-fan-outs.ts";
import { brokenRulesOf } from "./broken-rules-of.ts";

const wrapped = (member: Member) =>
  filter(sample(redact(limit(member), { keys: ["password"] }), 1), () => true, { starts: () => true });

const fanOuts: Record<string, MakeFanOut> = {
  MultiTelemetry: (members, options) => new MultiTelemetry(members, options),
  "a Recorder over several": (members, options) => new Recorder(members, options),
  "MultiTelemetry of MultiTelemetries": (members, options) =>
    new MultiTelemetry(
      members.map((member) => new MultiTelemetry([member, new NoTelemetry(), new InMemoryTelemetry()])),
      options,
    ),
  "MultiTelemetry of wrappers": (members, options) => new MultiTelemetry(members.map(wrapped), options),
  "wrappers of a MultiTelemetry": (members, options) => wrapped(new MultiTelemetry(members, options)),
};

for (const [name, make] of Object.entries(fanOuts)) {
  describe(name, () => {
    for (const rule of isolationRules) test(rule.name, (t) => rule.check(make, t));
  });
}

describe("rules of isolation are broken by", () => {
  const rule = isolationRules.find(({ name }) => name === "isolates a sink whose write() of a span throws");

  for (const { name, sentence, make } of brokenFanOuts) {
    test(name, async () => {
      await expect(rule?.check(make)).rejects.toThrow(sentence);
    });
  }

  test("one that cries wolf, all of them", async () => {
    const make: MakeFanOut = (members, options) => {
      options.onSinkError?.({ sink: "Healthy", operation: "write", error: undefined, message: "nothing happened" });
      return new MultiTelemetry(members, options);
    };

    expect(await brokenRulesOf(isolationRules, make)).toEqual(isolationRules.map(({ name }) => name));
  });
});
