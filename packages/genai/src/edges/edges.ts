/** Typed edges between spans, from the newer one to the older. */
import { activeSpan, type LinkKind, type Span, type SpanRef } from "@heddle/core";
import { contextValue, withContextValue } from "@heddle/core/bridge";

/** Which older spans a new one names, and why: `{ retry_of: first, data_flow: [plan, search] }`. */
export type Edges = { readonly [Kind in LinkKind]?: SpanRef | readonly SpanRef[] };

/** Draws the edges that were given. */
export function drawEdges(span: Span, edges: Edges | undefined): void {
  for (const [kind, targets] of Object.entries(edges ?? {}) as [LinkKind, SpanRef | readonly SpanRef[]][]) {
    for (const target of Array.isArray(targets) ? targets : [targets]) span.link(target, kind);
  }
}

/** Work whose first typed span names the older ones by itself: an attempt, an alternative, a branch. */
export class EdgeScope {
  readonly #edges: Edges;
  readonly #outer: EdgeScope | undefined;
  /** Only spans directly below this one are the work's own. */
  readonly #around: Span | undefined = activeSpan();
  /** The spans that were opened directly in the work. All between them are not kept: the work may go on for ever. */
  first: SpanRef | undefined;
  last: SpanRef | undefined;

  constructor(edges: Edges) {
    this.#edges = edges;
    this.#outer = currentScope();
  }

  run<T>(work: () => T): T {
    return withContextValue(SCOPE, this, work);
  }

  /** A typed span has opened inside; `around` is what was active then. */
  opened(span: Span, around: Span | undefined): void {
    if (around !== this.#around) return;
    if (this.first === undefined) drawEdges(span, this.#edges);
    this.last = { traceId: span.traceId, spanId: span.spanId };
    this.first ??= this.last;
    this.#outer?.opened(span, around);
  }
}

const SCOPE = Symbol("heddle.edges");

/** The work that is going on here, if somebody draws its edges. */
export function currentScope(): EdgeScope | undefined {
  return contextValue(SCOPE) as EdgeScope | undefined;
}
