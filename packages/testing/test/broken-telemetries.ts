/** Telemetries that are broken, and which rules they break. */
import type { MakeTelemetry } from "@heddle/testing";
import type { Broken } from "./broken.ts";
import { telemetriesBreakingAttributes } from "./broken-telemetries/attributes.ts";
import { telemetriesBreakingHostileValues } from "./broken-telemetries/hostile-values.ts";
import { telemetriesBreakingLife } from "./broken-telemetries/life.ts";
import { telemetriesBreakingMetrics } from "./broken-telemetries/metrics.ts";
import { telemetriesBreakingParents } from "./broken-telemetries/parents.ts";
import { telemetriesBreakingPromises } from "./broken-telemetries/promises.ts";
import { telemetriesBreakingStatuses } from "./broken-telemetries/statuses.ts";
import { telemetriesBreakingWork } from "./broken-telemetries/work.ts";

export const brokenTelemetries: readonly Broken<MakeTelemetry>[] = [
  ...telemetriesBreakingWork,
  ...telemetriesBreakingPromises,
  ...telemetriesBreakingParents,
  ...telemetriesBreakingStatuses,
  ...telemetriesBreakingAttributes,
  ...telemetriesBreakingHostileValues,
  ...telemetriesBreakingMetrics,
  ...telemetriesBreakingLife,
];
