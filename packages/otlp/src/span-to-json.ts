/** Encodes a span in JSON. */
import type { SpanRecord } from "@heddle/core";
import type { OtlpLimits } from "@heddle/core/bridge";
import { spanMessage } from "./span-message.ts";
import { span as spanType } from "./trace-messages.ts";
import { writeJson } from "./write-json.ts";

/** `span` as an item of `ScopeSpans.spans`: see `tracesRequestJson`. */
export function spanToJson(span: SpanRecord, limits: OtlpLimits = {}): string {
  return writeJson(spanMessage(span, limits), spanType);
}
