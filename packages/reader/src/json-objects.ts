/** Looks into JSON of which nothing is known. */
import type { JsonObject, JsonValue } from "@heddle/core";
import { isNestedDeeper } from "@heddle/core/bridge";

/** An object that is no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text at `key`; the empty text where there is none. */
export function textAt(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === "string" ? value : "";
}

/** The objects in a list; none of anything else. */
export function objectsIn(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** What is nested deeper cannot be walked through by functions that call themselves, as those that write JSON. */
export const MAX_DEPTH = 500;

/** What a JSON text of an object or a list says; `undefined` for any other text, and for one that goes too deep. */
export function parsedJson(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as JsonValue;
    return isNestedDeeper(value, MAX_DEPTH) ? undefined : value;
  } catch {
    return undefined;
  }
}
