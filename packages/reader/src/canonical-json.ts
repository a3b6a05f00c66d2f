/** Writes a value as text that is the same for the same value, whatever the order of its keys. */
import type { JsonObject, JsonValue } from "@heddle/core";
import { parsedJson } from "./json-objects.ts";

/** JSON with sorted keys, without those that `isLeftOut`. Text that is JSON counts as what it says. */
export function canonicalJson(value: JsonValue, isLeftOut?: (key: string, value: JsonValue) => boolean): string {
  return JSON.stringify(typeof value === "string" ? (parsedJson(value) ?? value) : value, (_key, inside: JsonValue) => {
    if (typeof inside !== "object" || inside === null || Array.isArray(inside)) return inside;
    const entries = Object.entries(inside as JsonObject).filter(([key, each]) => isLeftOut?.(key, each) !== true);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
