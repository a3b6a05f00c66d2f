/** Defines a rule of a telemetry. */
import { defineRule, type Rule, type RuleText } from "./rule.ts";
import type { MakeTelemetry, TelemetrySubject } from "./telemetry-subject.ts";

/** What a rule may need: records to read back, or a method that not every telemetry has. */
export type TelemetryNeed = "spans" | "metrics" | "flush" | "health";

export function defineTelemetryRule(text: RuleText<TelemetrySubject, TelemetryNeed>): Rule<MakeTelemetry> {
  return defineRule(text, ({ telemetry, ...shown }, need) => need in { ...shown } || need in telemetry);
}
