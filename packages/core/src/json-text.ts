/** Looks into text that is JSON. */
import type { JsonValue } from "./record.ts";

/** The object or list that `text` is the JSON of; `undefined` for any other text. */
export function parseJsonText(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
