/** Finds the work of a trace that came to nothing. */
import { linksOf } from "./edge-labels.ts";
import type { Trace, TraceSpan } from "./trace.ts";
import { addUsage, noUsage, type Usage } from "./usage.ts";

/** Some work, and what it took. */
export interface Work extends Usage {
  readonly spans: number;
  /** Milliseconds, of each piece from its beginning to its end. */
  readonly durationMs: number;
}

/** Work that came to nothing. A span is in one of the two at most. */
export interface Waste {
  /** What was tried again, or replaced by a fallback, and all below it. */
  readonly retried: Work;
  /** What failed, and all below it, unless it was tried again. */
  readonly failed: Work;
}

export const noWork: Work = { spans: 0, durationMs: 0, ...noUsage };

/** The sum of two. */
export function addWork(a: Work, b: Work): Work {
  return { ...addUsage(a, b), spans: a.spans + b.spans, durationMs: a.durationMs + b.durationMs };
}

/** Of one trace. What links name as retried or replaced in another trace is not known here. */
export function wasteOf({ spans }: Trace): Waste {
  const replaced = replacedIds(spans);
  const inherited = new Map<TraceSpan, keyof Waste>();
  const waste: { -readonly [Key in keyof Waste]: Work } = { retried: noWork, failed: noWork };
  for (const span of spans) {
    const above = inherited.get(span);
    const kind = kindOf(span, above, replaced);
    if (kind === undefined) continue;
    for (const child of span.children) inherited.set(child, kind);
    const durationMs = kind === above ? 0 : (span.durationMs ?? 0);
    waste[kind] = addWork(waste[kind], { ...addUsage(noUsage, span.usage ?? {}), spans: 1, durationMs });
  }
  return waste;
}

function kindOf({ record, status }: TraceSpan, above: keyof Waste | undefined, replaced: ReadonlySet<string>) {
  if (above === "retried" || replaced.has(record.spanId)) return "retried";
  return above ?? (status === "error" ? "failed" : undefined);
}

function replacedIds(spans: readonly TraceSpan[]): Set<string> {
  const links = spans.flatMap((span) => linksOf(span).filter(({ traceId }) => traceId === span.record.traceId));
  return new Set(links.filter(({ kind }) => kind === "retry_of" || kind === "fallback_of").map(({ spanId }) => spanId));
}
