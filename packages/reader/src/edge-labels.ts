/** Says why a span names others. */
import type { LinkKind, SpanLink } from "@heddle/core";
import { nameText } from "@heddle/core/bridge";
import type { TraceSpan } from "./trace.ts";

const words: Readonly<Record<LinkKind, string>> = {
  caused_by: "caused by",
  data_flow: "data from",
  branched_from: "branched from",
  retry_of: "retry of",
  fallback_of: "fallback of",
  handoff: "handoff from",
};

/** The links of a span; an interrupted one has none that are known. */
export function linksOf({ record }: TraceSpan): readonly SpanLink[] {
  return (record.kind === "span" && record.links) || [];
}

/** `[retry of search]`, one for each link. `names`: of the spans of the trace, by id; others are told by their ids. */
export function edgeLabels(span: TraceSpan, names: ReadonlyMap<string, string>): string[] {
  return linksOf(span).map(({ kind, traceId, spanId }) => {
    const isHere = traceId === span.record.traceId;
    const name = isHere ? names.get(spanId) : undefined;
    return `[${words[kind]} ${name === undefined ? (isHere ? spanId : `${traceId}/${spanId}`) : nameText(name)}]`;
  });
}
