/** Writes a value as text that is the same for the same value, whatever the order of its keys. */
import type { JsonObject, JsonValue } from "@heddle/core";

/** JSON with sorted keys. Text that is JSON counts as what it says. */
export function canonicalJson(value: JsonValue): string {
  return JSON.stringify(typeof value === "string" ? parsed(value) : value, sortKeys);
}

function sortKeys(_key: string, value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function parsed(text: string): JsonValue {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
