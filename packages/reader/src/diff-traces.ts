/** Compares two runs: what came, what went, what is not as it was, and where they first part. */
import { pairUp, type Step } from "./pair-up.ts";
import { facetsOf, type KeyedSpan, type KeyedTrace, KeyRing, type SpanFacets } from "./span-keys.ts";
import { toolNameOf } from "./tool-call.ts";
import type { Trace, TraceSpan, TraceTotals } from "./trace.ts";

/** What of a span can differ. */
export type ChangedFacet = keyof SpanFacets;

interface Place {
  /** The names of the spans above, outermost first: the nearest 20. */
  readonly path: readonly string[];
}

/** A span that is in the second run only, or in the first only, with all below it. */
export interface LoneSpan extends Place {
  readonly kind: "added" | "removed";
  readonly span: TraceSpan;
}

/** A span that is in both runs and not as it was. Tokens, cost and time alone do not make a change. */
export interface ChangedSpan extends Place {
  readonly kind: "changed";
  readonly before: TraceSpan;
  readonly after: TraceSpan;
  readonly facets: readonly ChangedFacet[];
}

/** One way in which two runs differ. */
export type Difference = LoneSpan | ChangedSpan;

/** What two runs have not in common. */
export interface TraceDiff {
  /** In the order of the runs, parents before their children, removed ones before added ones: the first is where they part. */
  readonly differences: readonly Difference[];
  /** What the second run has more than the first, of everything that is counted. */
  readonly deltas: TraceTotals & { readonly durationMs: number };
}

/**
 * Compares `before` and `after`, level by level. Spans are the same when they are alike in type, name (a tool's: the tool's)
 * and arguments; what is left between these, when they are alike in type and name; and the roots, where each run has one.
 * `diffTraces(b, a)` finds the same.
 */
export function diffTraces(before: Trace, after: Trace): TraceDiff {
  const ring = new KeyRing();
  const [a, b] = [ring.keyed(before), ring.keyed(after)];
  // Of several best alignments, the one that is found depends on which run comes first: it is always the same one.
  const isTurned = compare(a.spans, b.spans) > 0;
  return { differences: differencesOf(a, b, isTurned), deltas: deltasOf(before, after) };
}

/** A span's place, as a list that grows at its end. */
interface Above {
  readonly name: string;
  readonly above: Above | undefined;
}

function differencesOf(a: KeyedTrace, b: KeyedTrace, isTurned: boolean): Difference[] {
  const found: Difference[] = [];
  const stack: { readonly step: Step; readonly above: Above | undefined }[] = [];
  const push = (spansA: readonly KeyedSpan[], spansB: readonly KeyedSpan[], above: Above | undefined) => {
    for (const step of pairUp(spansA, spansB, isTurned).reverse()) stack.push({ step, above });
  };
  const [rootA, rootB] = [a.roots[0], b.roots[0]];
  if (a.roots.length === 1 && b.roots.length === 1) stack.push({ step: [rootA, rootB], above: undefined });
  else push(a.roots, b.roots, undefined);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { step, above } = next;
    const [before, after] = step;
    if (before === undefined || after === undefined) {
      const kind = before === undefined ? "added" : "removed";
      found.push({ kind, span: ((before ?? after) as KeyedSpan).span, path: pathOf(above) });
      continue;
    }
    if (before.whole === after.whole) continue;
    const pair = { before: before.span, after: after.span };
    const facets = changedFacets(facetsOf(pair.before), facetsOf(pair.after));
    if (facets.length > 0) found.push({ kind: "changed", ...pair, facets, path: pathOf(above) });
    push(before.children, after.children, { name: (isTurned ? after : before).span.record.name, above });
  }
  return found;
}

function changedFacets(before: SpanFacets, after: SpanFacets): ChangedFacet[] {
  return (Object.keys(before) as ChangedFacet[]).filter((facet) => before[facet] !== after[facet]);
}

const MAX_PATH = 20;

function pathOf(above: Above | undefined): string[] {
  const path: string[] = [];
  for (let at = above; at !== undefined && path.length < MAX_PATH; at = at.above) path.push(at.name);
  return path.reverse();
}

/** Of what is not the same in both; 0 when all is. */
function compare(a: readonly KeyedSpan[], b: readonly KeyedSpan[]): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const [spanA, spanB] = [a[at] as KeyedSpan, b[at] as KeyedSpan];
    if (spanA.own === spanB.own && spanA.span.depth === spanB.span.depth) continue;
    return textOf(spanA.span) < textOf(spanB.span) ? -1 : 1;
  }
  return a.length - b.length;
}

/** Differs where the spans do. */
function textOf(span: TraceSpan): string {
  return JSON.stringify([span.depth, toolNameOf(span.record), Object.values(facetsOf(span))]);
}

function deltasOf(before: Trace, after: Trace): TraceDiff["deltas"] {
  const entries = Object.entries(after.totals).map(([key, count]) => [
    key,
    count - before.totals[key as keyof TraceTotals],
  ]);
  return { ...(Object.fromEntries(entries) as TraceTotals), durationMs: after.durationMs - before.durationMs };
}
