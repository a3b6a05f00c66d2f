/** Encodes a span in JSON: put together by hand, in half the time of an object made for it. */
import type { SpanRecord } from "@heddle/core";
import type { OtlpLimits, OtlpValue } from "@heddle/core/bridge";
import { anyValueOf } from "./any-value.ts";
import type { AttributeKey } from "./attribute-key.ts";
import { anyValue } from "./common-messages.ts";
import { nanosText } from "./nanos.ts";
import { eachAttribute } from "./span-attributes.ts";
import { flagsOf, spanDetails } from "./span-details.ts";
import { span as spanType } from "./trace-messages.ts";
import { writeJson } from "./write-json.ts";

/** `span` as an item of `ScopeSpans.spans`: see `tracesRequestJson`. Ids are hex digits, so they need no escaping. */
export function spanToJson(span: SpanRecord, limits: OtlpLimits = {}): string {
  const { traceId, spanId, parentSpanId: parent } = span;
  const attributes: string[] = [];
  const kind = eachAttribute(span, limits, attributes, addAttribute);
  const details = writeJson(spanDetails(span, limits), spanType).slice(1, -1);
  return (
    `{"traceId":"${traceId}","spanId":"${spanId}"${parent === undefined ? "" : `,"parentSpanId":"${parent}"`},` +
    `"name":${JSON.stringify(span.name)},"kind":${kind},"startTimeUnixNano":"${nanosText(span.startedAt)}",` +
    `"endTimeUnixNano":"${nanosText(span.endedAt)}","attributes":[${attributes.join()}],` +
    `${details === "" ? "" : `${details},`}"flags":${flagsOf(span)}}`
  );
}

function addAttribute(list: string[], key: AttributeKey, value: OtlpValue): void {
  list.push(`{"key":${key.json},"value":${valueJson(value)}}`);
}

function valueJson(value: OtlpValue): string {
  if (typeof value === "string") return `{"stringValue":${JSON.stringify(value)}}`;
  if (Number.isSafeInteger(value)) return `{"intValue":"${value}"}`;
  if (typeof value === "boolean") return `{"boolValue":${value}}`;
  return writeJson(anyValueOf(value), anyValue);
}
