/** Arranges span records as trees, parents first. */
import type { SpanRecord } from "./record.ts";

/** A span with the spans below it. */
export interface SpanNode {
  readonly span: SpanRecord;
  /** In the order they started. */
  readonly children: readonly SpanNode[];
}

/**
 * The trees of `spans`, in the order they started. A span whose parent is not among them is a root; of spans that are
 * each other's ancestors, one is. Equal start times keep the given order.
 */
export function spanTree(spans: readonly SpanRecord[]): SpanNode[] {
  const sorted = spans.toSorted((a, b) => a.startedAt - b.startedAt);
  const nodes = sorted.map((span) => ({ span, children: [] as SpanNode[] }));
  const byId = new Map(nodes.map((node) => [keyOf(node.span.traceId, node.span.spanId), node]));
  const roots: SpanNode[] = [];
  for (const node of nodes) {
    const { traceId, parentSpanId } = node.span;
    const parent = parentSpanId === undefined ? undefined : byId.get(keyOf(traceId, parentSpanId));
    (parent === undefined || parent === node ? roots : parent.children).push(node);
  }
  return [...roots, ...cycleRoots(nodes, roots)];
}

/** The first of each ring of spans that no root leads to; its edge back to its parent is cut. */
function cycleRoots(nodes: readonly SpanNode[], roots: readonly SpanNode[]): SpanNode[] {
  const reached = new Set<SpanNode>();
  const reach = (from: SpanNode) => {
    for (const queue = [from]; queue.length > 0; ) {
      const node = queue.pop() as { span: SpanRecord; children: SpanNode[] };
      reached.add(node);
      node.children = node.children.filter((child) => !reached.has(child));
      queue.push(...node.children);
    }
  };
  for (const root of roots) reach(root);
  const more: SpanNode[] = [];
  for (const node of nodes) {
    if (reached.has(node)) continue;
    more.push(node);
    reach(node);
  }
  return more;
}

function keyOf(traceId: string, spanId: string): string {
  return `${traceId} ${spanId}`;
}
