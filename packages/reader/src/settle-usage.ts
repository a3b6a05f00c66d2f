/** Decides which span of a trace each usage is counted for. */
import type { MetricRecord } from "@heddle/core";
import type { OpenTraceSpan } from "./build-trace.ts";
import type { TraceSpan } from "./trace.ts";
import { addEmitted, type OpenUsage, usageKeys, usageOf } from "./usage.ts";

/**
 * Gives each of `spans` (parents before children) the usage that it says itself or by its metrics. Agents and wrappers say
 * the sum of what is below them: of spans in one line, only the innermost that says tokens counts for tokens, and the
 * innermost that says a cost for the cost.
 */
export function settleUsage(spans: readonly OpenTraceSpan[], metrics: readonly MetricRecord[]): void {
  const emitted = emittedUsage(metrics);
  /** `told`: the spans that say it, or have one below that does. */
  const kinds = [
    { keys: usageKeys.tokens, told: new Set<TraceSpan>() },
    { keys: usageKeys.money, told: new Set<TraceSpan>() },
  ];
  for (let index = spans.length - 1; index >= 0; index--) {
    const span = spans[index] as OpenTraceSpan;
    const byMetrics = emitted.get(span.record.spanId);
    const own = usageOf(span.record.attributes);
    const said = byMetrics === undefined ? own : { ...byMetrics, ...own };
    for (const { keys, told } of kinds) {
      if (span.children.some((child) => told.has(child))) {
        told.add(span);
        continue;
      }
      for (const key of keys) {
        const value = said[key];
        if (value === undefined) continue;
        span.usage ??= {};
        span.usage[key] = value;
        told.add(span);
      }
    }
  }
}

function emittedUsage(metrics: readonly MetricRecord[]): Map<string, OpenUsage> {
  const emitted = new Map<string, OpenUsage>();
  for (const metric of metrics) addEmitted(emitted, metric);
  return emitted;
}
