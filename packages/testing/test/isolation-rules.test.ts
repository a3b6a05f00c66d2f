import { MultiTelemetry } from "@heddle/core";
import { isolationRules } from "@heddle/testing";
import { describe, test } from "vitest";

describe("MultiTelemetry", () => {
  for (const rule of isolationRules) {
    test(rule.name, (t) => rule.check((members, options) => new MultiTelemetry(members, options), t));
  }
});
