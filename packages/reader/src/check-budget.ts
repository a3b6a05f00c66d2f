/** Says where a trace has taken more than it may. */
import { durationText } from "@heddle/core/bridge";
import { type Budget, readBudget, type SpanBudget } from "./budget.ts";
import { toolCallKey, toolNameOf } from "./tool-call.ts";
import type { Trace, TraceSpan } from "./trace.ts";
import { costText, countText } from "./usage-text.ts";

/** A rule that a trace has broken. */
export interface Violation {
  readonly traceId: string;
  /** `maxCostUsd`, `spans.search.maxCount`: where the rule stands in the budget. */
  readonly rule: string;
  /** What the rule says: a number, or the name of a tool. */
  readonly limit: number | string;
  /** What the trace has. */
  readonly actual: number;
  /** The span that broke it, if it was one. */
  readonly spanId?: string;
  /** One sentence for people. */
  readonly message: string;
}

/**
 * The rules of `budget` that `trace` has broken, in the order in which the rules are listed in `Budget`; none when it keeps
 * them all. Throws a TypeError for a budget that is none: see `readBudget`.
 */
export function checkBudget(trace: Trace, budget: Budget): Violation[] {
  const rules = readBudget(budget);
  const found = [...brokenTotals(trace, rules), ...brokenByTools(trace, rules), ...brokenBySpans(trace, rules)];
  return found.map((violation) => ({ traceId: trace.traceId, ...violation }));
}

type Found = Omit<Violation, "traceId">;
type Measured = Pick<Trace, "totals" | "durationMs">;
type TotalRule = Exclude<keyof Budget, "maxRepeats" | "requiredTools" | "forbiddenTools" | "spans">;

/** By rule: what counts, and how it is told. */
const measures: Readonly<Record<TotalRule, { of: (trace: Measured) => number; text: (count: number) => string }>> = {
  maxInputTokens: { of: ({ totals }) => totals.inputTokens, text: countText },
  maxOutputTokens: { of: ({ totals }) => totals.outputTokens, text: countText },
  maxTotalTokens: { of: ({ totals }) => totals.inputTokens + totals.outputTokens, text: countText },
  maxCostUsd: { of: ({ totals }) => totals.costUsd, text: costText },
  maxSteps: { of: ({ totals }) => totals.llmCalls + totals.toolCalls, text: countText },
  maxSpans: { of: ({ totals }) => totals.spans, text: countText },
  maxLlmCalls: { of: ({ totals }) => totals.llmCalls, text: countText },
  maxToolCalls: { of: ({ totals }) => totals.toolCalls, text: countText },
  maxRetries: { of: ({ totals }) => totals.retries, text: countText },
  maxErrors: { of: ({ totals }) => totals.errors, text: countText },
  maxInterrupted: { of: ({ totals }) => totals.interrupted, text: countText },
  maxDepth: { of: ({ totals }) => totals.depth, text: countText },
  maxDurationMs: { of: ({ durationMs }) => durationMs, text: durationText },
};

/** Three times $0.10 is a little more than $0.30, as computers add. */
const ROUNDING = 1 + 1e-9;

/** The rules of what a trace comes to that it has broken. */
export function brokenTotals(trace: Measured, budget: Budget): Found[] {
  return (Object.keys(measures) as TotalRule[]).flatMap((rule) => {
    const limit = budget[rule];
    const { of, text } = measures[rule];
    const actual = of(trace);
    if (limit === undefined || actual <= limit * ROUNDING) return [];
    return [{ rule, limit, actual, message: `${rule}: ${text(actual)}, of at most ${text(limit)}` }];
  });
}

function brokenByTools({ spans }: Trace, { maxRepeats, requiredTools = [], forbiddenTools = [] }: Budget): Found[] {
  const calls = spans.filter(({ type }) => type === "tool");
  const called = Map.groupBy(calls, ({ record }) => toolNameOf(record));
  const repeated = maxRepeats === undefined ? [] : Map.groupBy(calls, toolCallKey);
  const found: Found[] = [];
  for (const [key, same] of repeated) {
    if (key === undefined || same.length <= (maxRepeats as number)) continue;
    const [limit, actual, one] = [
      maxRepeats as number,
      same.length,
      same[Math.floor(maxRepeats as number)] as TraceSpan,
    ];
    const message = `maxRepeats: ${quoted(toolNameOf(one.record))} was called ${timesText(actual)} with the same arguments, of at most ${countText(limit)}`;
    found.push({ rule: "maxRepeats", limit, actual, spanId: one.record.spanId, message });
  }
  for (const limit of requiredTools) {
    if (called.has(limit)) continue;
    found.push({ rule: "requiredTools", limit, actual: 0, message: `requiredTools: ${quoted(limit)} was not called` });
  }
  for (const limit of forbiddenTools) {
    const [first, ...others] = called.get(limit) ?? [];
    if (first === undefined) continue;
    const { spanId } = first.record;
    const message = `forbiddenTools: ${quoted(limit)} was called`;
    found.push({ rule: "forbiddenTools", limit, actual: others.length + 1, spanId, message });
  }
  return found;
}

function brokenBySpans(trace: Trace, { spans: budgets = {} }: Budget): Found[] {
  const byName = Map.groupBy(trace.spans, ({ record }) => record.name);
  return Object.entries(budgets).flatMap(([name, budget]) => brokenByName(trace, byName.get(name) ?? [], name, budget));
}

function brokenByName(trace: Trace, spans: readonly TraceSpan[], name: string, budget: SpanBudget): Found[] {
  const { minCount = 0, maxCount = Infinity, maxErrors = Infinity, maxDurationMs = Infinity } = budget;
  const found: Found[] = [];
  const add = (rule: keyof SpanBudget, limit: number, actual: number, message: string, span?: TraceSpan) => {
    const spanId = span === undefined ? {} : { spanId: span.record.spanId };
    found.push({ rule: `spans.${name}.${rule}`, limit, actual, ...spanId, message: `${quoted(name)} ${message}` });
  };
  const { length } = spans;
  if (length < minCount)
    add("minCount", minCount, length, `ran ${timesText(length)}, of at least ${countText(minCount)}`);
  if (length > maxCount)
    add("maxCount", maxCount, length, `ran ${timesText(length)}, of at most ${countText(maxCount)}`);
  const errors = spans.filter(({ status }) => status === "error");
  if (errors.length > maxErrors) {
    add(
      "maxErrors",
      maxErrors,
      errors.length,
      `failed ${timesText(errors.length)}, of at most ${countText(maxErrors)}`,
      errors[Math.floor(maxErrors)],
    );
  }
  for (const span of spans) {
    const { durationMs = trace.durationMs - span.offsetMs } = span;
    if (durationMs <= maxDurationMs) continue;
    add(
      "maxDurationMs",
      maxDurationMs,
      durationMs,
      `took ${durationText(durationMs)}, of at most ${durationText(maxDurationMs)}`,
      span,
    );
  }
  return found;
}

function timesText(count: number): string {
  return count === 1 ? "once" : `${countText(count)} times`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
