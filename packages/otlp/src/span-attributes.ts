/** Which attributes of a span go out, and what else OTLP says by them. */
import type { JsonObject, JsonValue, SpanRecord } from "@heddle/core";
import { type OtlpLimits, type OtlpValue, toOtlpValue } from "@heddle/core/bridge";
import { anyValueOf } from "./any-value.ts";
import { type AttributeKey, attributeKey } from "./attribute-key.ts";
import type { KeyValueMessage } from "./common-messages.ts";
import { kindNumber, kindOfOperation } from "./span-kind.ts";

/** Attributes that stand for what a record has a place of its own for. */
export const STATUS = "heddle.status";
export const ERROR_TYPE = "error.type";
export const SPAN_KIND = "otel.span.kind";
export const OPERATION = "gen_ai.operation.name";

/** The event that stands for a failure, and its attributes. */
export const EXCEPTION = "exception";
export const EXCEPTION_TYPE = "exception.type";
export const EXCEPTION_MESSAGE = "exception.message";
export const EXCEPTION_STACK = "exception.stacktrace";

/**
 * Gives `take` each attribute of `span` that goes out, and says the number of its `SpanKind`. One walk for both: spans are
 * written on the hot path.
 */
export function eachAttribute<Into>(
  span: SpanRecord,
  { captureContent = false, valueLength }: OtlpLimits,
  into: Into,
  take: (into: Into, key: AttributeKey, value: OtlpValue) => void,
): number {
  const { attributes, status, error } = span;
  let kind: number | undefined;
  let operation: JsonValue | undefined;
  let errorType = status === "error" ? error?.type : undefined;
  for (const name in attributes) {
    const value = attributes[name];
    const key = attributeKey(name);
    if (value === undefined || value === null || (key.isContent && !captureContent)) continue;
    if (key.isSpecial) {
      if (name === SPAN_KIND) kind = kindNumber(value);
      if (name === OPERATION) operation = value;
      if (name === ERROR_TYPE) errorType = undefined;
      if (isSaidElsewhere(name, value, span)) continue;
    }
    take(into, key, toOtlpValue(value, valueLength));
  }
  if (status === "cancelled") take(into, attributeKey(STATUS), status);
  if (errorType !== undefined) take(into, attributeKey(ERROR_TYPE), errorType);
  return kind ?? kindOfOperation(operation);
}

/** The attributes of an event or a link that go out. */
export function outgoing(
  attributes: JsonObject,
  { captureContent = false, valueLength }: OtlpLimits,
): readonly KeyValueMessage[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    if (value === null || (attributeKey(key).isContent && !captureContent)) return [];
    return { key, value: anyValueOf(toOtlpValue(value, valueLength)) };
  });
}

function isSaidElsewhere(name: string, value: JsonValue, { status }: SpanRecord): boolean {
  if (name === SPAN_KIND) return kindNumber(value) !== undefined;
  return name === STATUS && (status === "cancelled" || value === "cancelled");
}
