/** Reads the links of an OpenTelemetry span. */
import { isSpanId, isTraceId, type SpanLink } from "@heddle/core";
import { jsonAttributes, readLinkKind } from "@heddle/core/bridge";
import type { ReadableLink } from "./readable-span.ts";

/** The links that name a span; OpenTelemetry takes others, too. */
export function readLinks(links: readonly ReadableLink[]): SpanLink[] {
  return links.flatMap(({ context, attributes }) => {
    const { traceId, spanId } = context;
    return isTraceId(traceId) && isSpanId(spanId)
      ? [{ traceId, spanId, ...readLinkKind(jsonAttributes(attributes)) }]
      : [];
  });
}
