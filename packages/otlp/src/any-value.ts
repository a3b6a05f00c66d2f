/** JSON values as OTLP's `AnyValue`, and back. */
import type { JsonObject, JsonValue } from "@heddle/core";
import type { AnyValueMessage, KeyValueMessage } from "./common-messages.ts";

/** Attributes as a list. */
export function keyValuesOf(attributes: JsonObject): readonly KeyValueMessage[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValueOf(value) }));
}

/** Whole numbers that are exact are integers, all others doubles. */
export function anyValueOf(value: JsonValue): AnyValueMessage {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "boolean":
      return { boolValue: value };
    case "number":
      return Number.isSafeInteger(value) ? { intValue: value } : { doubleValue: value };
    default:
      if (value === null) return {};
      if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValueOf) } };
      return { kvlistValue: { values: keyValuesOf(value as JsonObject) } };
  }
}

/** A record's attributes are never null. Of a key that comes twice, the last value counts. */
export function attributesOf(keyValues: readonly KeyValueMessage[] = []): JsonObject {
  return objectOf(keyValues, false);
}

function objectOf(keyValues: readonly KeyValueMessage[] = [], keepsNull: boolean): JsonObject {
  const object: Record<string, JsonValue> = {};
  for (const { key = "", value = {} } of keyValues) {
    const json = jsonValueOf(value);
    if (json === null && !keepsNull) continue;
    if (key !== "__proto__") object[key] = json;
    else Object.defineProperty(object, key, { value: json, enumerable: true, writable: true, configurable: true });
  }
  return object;
}

/** Bytes are base64, and what JSON has no number for is text: `NaN`, a whole number beyond 2^53. */
function jsonValueOf(value: AnyValueMessage): JsonValue {
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, arrayValue, kvlistValue } = value;
  if (stringValue !== undefined) return stringValue;
  if (doubleValue !== undefined) return Number.isFinite(doubleValue) ? doubleValue + 0 : String(doubleValue);
  if (arrayValue !== undefined) return (arrayValue.values ?? []).map(jsonValueOf);
  if (kvlistValue !== undefined) return objectOf(kvlistValue.values, true);
  return boolValue ?? intValue ?? bytesValue ?? null;
}
