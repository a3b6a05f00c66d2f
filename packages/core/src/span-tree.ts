/** Arranges span records as trees, parents first. */
import { momentsOf } from "./moments.ts";
import type { SpanRecord, SpanStart } from "./record.ts";

/** A span with the spans below it. */
export interface SpanNode<Span extends SpanRecord | SpanStart = SpanRecord> {
  readonly span: Span;
  /** In the order they started. */
  readonly children: readonly SpanNode<Span>[];
}

/**
 * The trees of `spans`, in the order they started. A span whose parent is not among them is a root; of spans that are
 * each other's ancestors, one is. Of equal start times, the span that opened first comes first where a telemetry in memory
 * knows; else they keep the given order.
 */
export function spanTree<Span extends SpanRecord | SpanStart = SpanRecord>(spans: readonly Span[]): SpanNode<Span>[] {
  const nodes = spans.map((span): OpenNode<Span> => ({ span, children: [] }));
  nodes.sort((a, b) => a.span.startedAt - b.span.startedAt || openedOf(a) - openedOf(b));
  const traces = new Map<string, Map<string, OpenNode<Span>>>();
  for (const node of nodes) {
    const { traceId, spanId } = node.span;
    const trace = traces.get(traceId);
    if (trace === undefined) traces.set(traceId, new Map([[spanId, node]]));
    else trace.set(spanId, node);
  }
  const roots: OpenNode<Span>[] = [];
  for (const node of nodes) {
    const { traceId, parentSpanId } = node.span;
    const parent = parentSpanId === undefined ? undefined : traces.get(traceId)?.get(parentSpanId);
    (parent === undefined || parent === node ? roots : parent.children).push(node);
  }
  return [...roots, ...cycleRoots(nodes, roots)];
}

function openedOf({ span }: OpenNode<SpanRecord | SpanStart>): number {
  return momentsOf(span)?.opened ?? 0;
}

/** The first of each ring of spans that no root leads to; its edge back to its parent is cut. */
function cycleRoots<Span>(nodes: readonly OpenNode<Span>[], roots: readonly OpenNode<Span>[]): OpenNode<Span>[] {
  const below = [...roots];
  for (const { children } of below) for (const child of children) below.push(child);
  if (below.length === nodes.length) return [];
  const reached = new Set(below);
  const more: OpenNode<Span>[] = [];
  for (const first of nodes) {
    if (reached.has(first)) continue;
    more.push(first);
    for (const stack = [first]; stack.length > 0; ) {
      const node = stack.pop() as OpenNode<Span>;
      reached.add(node);
      node.children = node.children.filter((child) => !reached.has(child));
      for (const child of node.children) stack.push(child);
    }
  }
  return more;
}

/** A node whose children are being found. */
interface OpenNode<Span> {
  readonly span: Span;
  children: OpenNode<Span>[];
}
