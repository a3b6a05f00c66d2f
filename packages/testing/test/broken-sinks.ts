/** Sinks that are broken, and which rules they break. */
import type { MakeSink } from "@heddle/testing";
import type { Broken } from "./broken.ts";
import { sinksBreakingAccounts } from "./broken-sinks/accounts.ts";
import { sinksBreakingArrivals } from "./broken-sinks/arrivals.ts";
import { sinksBreakingDisposals } from "./broken-sinks/disposals.ts";
import { sinksBreakingFlushes } from "./broken-sinks/flushes.ts";
import { sinksBreakingValues } from "./broken-sinks/values.ts";

export const brokenSinks: readonly Broken<MakeSink>[] = [
  ...sinksBreakingArrivals,
  ...sinksBreakingValues,
  ...sinksBreakingFlushes,
  ...sinksBreakingDisposals,
  ...sinksBreakingAccounts,
];
