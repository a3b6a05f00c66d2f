/** Decides which span of a trace each usage is counted for. */
import type { MetricRecord } from "@heddle/core";
import type { OpenTraceSpan } from "./build-trace.ts";
import { type Usage, usageMetrics, usageOf } from "./usage.ts";

const tokens: readonly (keyof Usage)[] = [
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "reasoningTokens",
];
const money: readonly (keyof Usage)[] = ["costUsd"];

/**
 * Gives each of `spans` (parents before children) the usage that it says itself or by its metrics. Agents and wrappers say
 * the sum of what is below them: of spans in one line, only the innermost that says tokens counts for tokens, and the
 * innermost that says a cost for the cost.
 */
export function settleUsage(spans: readonly OpenTraceSpan[], metrics: readonly MetricRecord[]): void {
  const emitted = emittedUsage(metrics);
  const told = { tokens: new Set<OpenTraceSpan>(), money: new Set<OpenTraceSpan>() };
  for (const span of spans.toReversed()) {
    const said = { ...emitted.get(span.record.spanId), ...usageOf(span.record.attributes) };
    const usage = { ...innermost(span, said, tokens, told.tokens), ...innermost(span, said, money, told.money) };
    if (Object.keys(usage).length > 0) span.usage = usage;
  }
}

/** What of `said` counts for `span`. `told`: those who say it, or have somebody below who does. */
function innermost(
  span: OpenTraceSpan,
  said: Partial<Usage>,
  keys: readonly (keyof Usage)[],
  told: Set<OpenTraceSpan>,
): Partial<Usage> {
  const isBelow = span.children.some((child) => told.has(child));
  const entries = isBelow ? [] : keys.flatMap((key) => (said[key] === undefined ? [] : [[key, said[key]]]));
  if (isBelow || entries.length > 0) told.add(span);
  return Object.fromEntries(entries) as Partial<Usage>;
}

function emittedUsage(metrics: readonly MetricRecord[]): Map<string, Partial<Usage>> {
  const emitted = new Map<string, { -readonly [Key in keyof Usage]?: number }>();
  for (const { name, value, spanId } of metrics) {
    const key = Object.hasOwn(usageMetrics, name) ? usageMetrics[name] : undefined;
    if (key === undefined || spanId === undefined) continue;
    const usage = emitted.get(spanId) ?? {};
    usage[key] = (usage[key] ?? 0) + value;
    emitted.set(spanId, usage);
  }
  return emitted;
}
