/** Adds up the spans of a trace. */
import type { SpanRecord, SpanStart } from "@heddle/core";
import type { TraceSpan, TraceTotals } from "./trace.ts";
import { addUsage, noUsage } from "./usage.ts";

/** `spans`: parents before their children. */
export function totalsOf(spans: readonly TraceSpan[]): TraceTotals {
  const wrappers = new Set<TraceSpan>();
  const totals = { spans: spans.length, errors: 0, interrupted: 0, llmCalls: 0, toolCalls: 0, retries: 0, depth: 0 };
  let usage = noUsage;
  for (const span of spans.toReversed()) {
    const isWrapper = span.children.some((child) => child.type === "llm" || wrappers.has(child));
    if (isWrapper) wrappers.add(span);
    if (span.status === "error") totals.errors++;
    if (span.status === "interrupted") totals.interrupted++;
    if (span.type === "llm" && !isWrapper) totals.llmCalls++;
    if (span.type === "tool") totals.toolCalls++;
    totals.retries += retriesOf(span.record);
    totals.depth = Math.max(totals.depth, span.depth + 1);
    if (span.usage !== undefined) usage = addUsage(usage, span.usage);
  }
  return { ...totals, ...usage };
}

/** How often the work of a span was tried again, or is another try itself. */
export function retriesOf(record: SpanRecord | SpanStart): number {
  const { retries } = record.attributes;
  const counted = typeof retries === "number" && retries > 0 ? retries : 0;
  return counted + Number(record.kind === "span" && record.links?.some(({ kind }) => kind === "retry_of") === true);
}
