/** Reads the links of an OpenTelemetry span. */
import { isSpanId, isTraceId, type JsonObject, type LinkKind, type SpanLink } from "@heddle/core";
import { jsonAttributes } from "@heddle/core/bridge";
import type { ReadableLink } from "./readable-span.ts";

const KIND = "heddle.link.kind";

const kinds: ReadonlySet<unknown> = new Set<LinkKind>([
  "caused_by",
  "data_flow",
  "branched_from",
  "retry_of",
  "fallback_of",
  "handoff",
]);

/** The links that name a span; OpenTelemetry takes others, too. */
export function readLinks(links: readonly ReadableLink[]): SpanLink[] {
  return links.flatMap(({ context, attributes }) => {
    const { traceId, spanId } = context;
    if (!isTraceId(traceId) || !isSpanId(spanId)) return [];
    const [kind, rest] = readLinkKind(jsonAttributes(attributes));
    return [{ kind, traceId, spanId, ...(Object.keys(rest).length > 0 && { attributes: rest }) }];
  });
}

/** The kind that the attributes of a link name, and the others; `caused_by` unless they name one. */
export function readLinkKind(attributes: JsonObject): [kind: LinkKind, attributes: JsonObject] {
  const { [KIND]: kind, ...rest } = attributes;
  return kinds.has(kind) ? [kind as LinkKind, rest] : ["caused_by", attributes];
}
