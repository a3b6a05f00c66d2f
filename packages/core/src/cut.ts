/** Makes long values shorter where their meaning allows it, and says how much is gone. */
import { isNestedDeeper } from "./is-nested-deeper.ts";
import { parseJsonText } from "./json-text.ts";
import type { JsonObject, JsonValue } from "./record.ts";

/** `text` with at most `length` characters of its beginning, and a note. Never cuts a character in two. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = isHighSurrogate(text.charCodeAt(length - 1)) ? length - 1 : length;
  return `${text.slice(0, end)}… [${text.length - end} more]`;
}

/**
 * `value` with about `length` characters: its texts are cut, then its lists and objects end early. Text that is JSON
 * stays JSON.
 */
export function cutValue(value: JsonValue, length: number): JsonValue {
  return cut(value, { left: length });
}

interface Budget {
  left: number;
}

function cut(value: JsonValue, budget: Budget): JsonValue {
  if (typeof value === "string") return cutString(value, budget);
  if (typeof value !== "object" || value === null) {
    budget.left -= String(value).length;
    return value;
  }
  return Array.isArray(value) ? cutList(value, budget) : cutObject(value as JsonObject, budget);
}

/** Text that goes deeper is no JSON that anybody reads, and would be too deep for calls that call themselves. */
const MAX_LEVELS = 100;

function cutString(text: string, budget: Budget): string {
  const json = text.length > budget.left ? parseJsonText(text) : undefined;
  const parsed = isNestedDeeper(json, MAX_LEVELS) ? undefined : json;
  const short = parsed === undefined ? cutText(text, Math.max(0, budget.left)) : JSON.stringify(cut(parsed, budget));
  if (parsed === undefined) budget.left -= text.length;
  return short;
}

function cutList(list: readonly JsonValue[], budget: Budget): JsonValue[] {
  const kept: JsonValue[] = [];
  for (const item of list) {
    if (budget.left <= 0) return [...kept, `… [${list.length - kept.length} more]`];
    kept.push(cut(item, budget));
  }
  return kept;
}

function cutObject(object: JsonObject, budget: Budget): JsonObject {
  const entries = Object.entries(object);
  const kept: [string, JsonValue][] = [];
  for (const [key, value] of entries) {
    if (budget.left <= 0) {
      kept.push(["…", `[${entries.length - kept.length} more]`]);
      break;
    }
    budget.left -= key.length;
    kept.push([key, cut(value, budget)]);
  }
  return Object.fromEntries(kept);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
