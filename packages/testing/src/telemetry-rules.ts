/** The contract of a telemetry. */
import type { Rule } from "./rule.ts";
import { telemetryAttributeRules } from "./telemetry-attribute-rules.ts";
import { telemetryHostileRules } from "./telemetry-hostile-rules.ts";
import { telemetryLifeRules } from "./telemetry-life-rules.ts";
import { telemetryMetricRules } from "./telemetry-metric-rules.ts";
import { telemetryParentRules } from "./telemetry-parent-rules.ts";
import { telemetryPromiseRules } from "./telemetry-promise-rules.ts";
import { telemetryStatusRules } from "./telemetry-status-rules.ts";
import type { MakeTelemetry } from "./telemetry-subject.ts";
import { telemetryWorkRules } from "./telemetry-work-rules.ts";

/** Every sentence of the comments on `Telemetry` and `Span`, as a rule. `rule.check(() => ({ telemetry, spans, metrics }))`. */
export const telemetryRules: readonly Rule<MakeTelemetry>[] = [
  ...telemetryWorkRules,
  ...telemetryPromiseRules,
  ...telemetryParentRules,
  ...telemetryStatusRules,
  ...telemetryAttributeRules,
  ...telemetryHostileRules,
  ...telemetryMetricRules,
  ...telemetryLifeRules,
];
