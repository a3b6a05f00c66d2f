/** Makes a trace of its records. */
import {
  type JsonObject,
  type MetricRecord,
  type SpanNode,
  type SpanRecord,
  type SpanStart,
  spanTree,
} from "@heddle/core";
import { settleUsage } from "./settle-usage.ts";
import { sessionOf, userOf } from "./span-content.ts";
import { spanType } from "./span-type.ts";
import type { Trace, TraceSpan, TraceStatus } from "./trace.ts";
import { totalsOf } from "./trace-totals.ts";
import type { OpenUsage } from "./usage.ts";

/** A trace span that is being made. */
export type OpenTraceSpan = { -readonly [Key in keyof TraceSpan]: TraceSpan[Key] } & { usage?: OpenUsage };

/** `spans`: one record each, in the order they appeared; one at least. All of the same trace. */
export function buildTrace(spans: readonly (SpanRecord | SpanStart)[], metrics: readonly MetricRecord[]): Trace {
  const trees = spanTree<SpanRecord | SpanStart>(spans);
  const startedAt = trees.reduce((earliest, { span }) => Math.min(earliest, span.startedAt), Number.POSITIVE_INFINITY);
  const { roots, all } = placed(trees, startedAt);
  settleUsage(all, metrics);
  const [first] = roots as [TraceSpan];
  const userId = firstSaid(all, userOf);
  const sessionId = firstSaid(all, sessionOf);
  return {
    traceId: first.record.traceId,
    name: first.record.name,
    status: worstOf(roots),
    startedAt,
    durationMs: lastTime(all, metrics) - startedAt,
    ...(userId !== undefined && { userId }),
    ...(sessionId !== undefined && { sessionId }),
    roots,
    spans: all,
    metrics,
    totals: totalsOf(all),
  };
}

type Node = SpanNode<SpanRecord | SpanStart>;

function placed(trees: readonly Node[], startedAt: number): { roots: OpenTraceSpan[]; all: OpenTraceSpan[] } {
  const roots: OpenTraceSpan[] = [];
  const all: OpenTraceSpan[] = [];
  const nodes = trees.toReversed();
  /** Of each of `nodes`: the spans among which its own belongs. */
  const siblings = nodes.map(() => roots);
  const depths = nodes.map(() => 0);
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const depth = depths.pop() as number;
    const children: OpenTraceSpan[] = [];
    const span = traceSpan(node.span, depth, startedAt, children);
    (siblings.pop() as OpenTraceSpan[]).push(span);
    all.push(span);
    for (let index = node.children.length - 1; index >= 0; index--) {
      nodes.push(node.children[index] as Node);
      siblings.push(children);
      depths.push(depth + 1);
    }
  }
  return { roots, all };
}

function traceSpan(
  record: SpanRecord | SpanStart,
  depth: number,
  startedAt: number,
  children: OpenTraceSpan[],
): OpenTraceSpan {
  const span: OpenTraceSpan = {
    record,
    status: record.kind === "span" ? record.status : "interrupted",
    offsetMs: record.startedAt - startedAt,
    depth,
    children,
  };
  const type = spanType(record.name, record.attributes);
  if (type !== undefined) span.type = type;
  if (record.kind === "span") span.durationMs = record.durationMs;
  if (depth === 0 && record.parentSpanId !== undefined) span.isOrphan = true;
  return span;
}

const byGravity: readonly TraceStatus[] = ["error", "interrupted", "cancelled"];

function worstOf(roots: readonly TraceSpan[]): TraceStatus {
  return byGravity.find((status) => roots.some((root) => root.status === status)) ?? "ok";
}

function lastTime(spans: readonly TraceSpan[], metrics: readonly MetricRecord[]): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const { record } of spans) last = Math.max(last, record.kind === "span" ? record.endedAt : record.startedAt);
  for (const { emittedAt } of metrics) last = Math.max(last, emittedAt);
  return last;
}

function firstSaid(
  spans: readonly TraceSpan[],
  of: (attributes: JsonObject) => string | undefined,
): string | undefined {
  for (const { record } of spans) {
    const said = of(record.attributes);
    if (said !== undefined) return said;
  }
  return undefined;
}
