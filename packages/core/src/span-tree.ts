/** Arranges span records as trees, parents first. */
import type { SpanRecord, SpanStart } from "./record.ts";

/** A span with the spans below it. */
export interface SpanNode<Span extends SpanRecord | SpanStart = SpanRecord> {
  readonly span: Span;
  /** In the order they started. */
  readonly children: readonly SpanNode<Span>[];
}

/**
 * The trees of `spans`, in the order they started. A span whose parent is not among them is a root; of spans that are
 * each other's ancestors, one is. Equal start times keep the given order.
 */
export function spanTree<Span extends SpanRecord | SpanStart = SpanRecord>(spans: readonly Span[]): SpanNode<Span>[] {
  const sorted = spans.toSorted((a, b) => a.startedAt - b.startedAt);
  const nodes = sorted.map((span): OpenNode<Span> => ({ span, children: [] }));
  const byId = new Map(nodes.map((node) => [keyOf(node.span.traceId, node.span.spanId), node]));
  const roots: OpenNode<Span>[] = [];
  for (const node of nodes) {
    const { traceId, parentSpanId } = node.span;
    const parent = parentSpanId === undefined ? undefined : byId.get(keyOf(traceId, parentSpanId));
    (parent === undefined || parent === node ? roots : parent.children).push(node);
  }
  return [...roots, ...cycleRoots(nodes, roots)];
}

/** The first of each ring of spans that no root leads to; its edge back to its parent is cut. */
function cycleRoots<Span>(nodes: readonly OpenNode<Span>[], roots: readonly OpenNode<Span>[]): OpenNode<Span>[] {
  const reached = new Set<OpenNode<Span>>();
  const reach = (from: OpenNode<Span>) => {
    for (const stack = [from]; stack.length > 0; ) {
      const node = stack.pop() as OpenNode<Span>;
      reached.add(node);
      node.children = node.children.filter((child) => !reached.has(child));
      for (const child of node.children) stack.push(child);
    }
  };
  for (const root of roots) reach(root);
  const more: OpenNode<Span>[] = [];
  for (const node of nodes) {
    if (reached.has(node)) continue;
    more.push(node);
    reach(node);
  }
  return more;
}

/** A node whose children are being found. */
interface OpenNode<Span> {
  readonly span: Span;
  children: OpenNode<Span>[];
}

function keyOf(traceId: string, spanId: string): string {
  return `${traceId} ${spanId}`;
}
