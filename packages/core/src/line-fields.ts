/** Checks the values of a parsed line, and says in a sentence what is wrong with one. */
import { isSpanId, isTraceId } from "./ids.ts";
import type { JsonObject, JsonValue } from "./record.ts";
import { parseTimestamp } from "./timestamp.ts";

/** What is wrong with a line. */
export class LineProblem extends Error {}

/** What a line has at a key. Absent and `null` are the same: both mean that there is nothing. */
export type LineValue = JsonValue | undefined;

/** Gives the value as what it must be, or throws a LineProblem that names `key`. */
export type LineReader<T> = (value: LineValue, key: string) => T;

/** What `read` makes of the value, where there is one. */
export function optional<T>(read: LineReader<T>, value: LineValue, key: string): T | undefined {
  return value === undefined || value === null ? undefined : read(value, key);
}

export function textIn(value: LineValue, key: string): string {
  if (typeof value !== "string") throw unexpected(value, key, "a string");
  return value;
}

export function numberIn(value: LineValue, key: string): number {
  if (typeof value !== "number") throw unexpected(value, key, "a number");
  return value;
}

export function traceIdIn(value: LineValue, key: string): string {
  if (!isTraceId(value)) throw unexpected(value, key, "32 lower-case hex digits");
  return value;
}

export function spanIdIn(value: LineValue, key: string): string {
  if (!isSpanId(value)) throw unexpected(value, key, "16 lower-case hex digits");
  return value;
}

/** Milliseconds since the epoch. */
export function timeIn(value: LineValue, key: string): number {
  const time = typeof value === "string" ? parseTimestamp(value) : undefined;
  if (time === undefined) throw unexpected(value, key, "a timestamp");
  return time;
}

export function objectIn(value: LineValue, key: string): JsonObject {
  if (!isObject(value)) throw unexpected(value, key, "an object");
  return value;
}

export function objectsIn(value: LineValue, key: string): readonly JsonObject[] {
  if (!Array.isArray(value) || !value.every(isObject)) throw unexpected(value, key, "a list of objects");
  return value;
}

/** A reader of one of `words`. */
export function oneOf<T extends string>(...words: readonly T[]): LineReader<T> {
  return (value, key) => {
    if (!words.includes(value as T)) throw unexpected(value, key, words.join(", "));
    return value as T;
  };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const SHOWN = 60;

function unexpected(value: LineValue, key: string, expected: string): LineProblem {
  if (value === undefined || value === null) return new LineProblem(`${key} is missing; expected ${expected}`);
  const text = JSON.stringify(value);
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return new LineProblem(`${key} is ${shown}; expected ${expected}`);
}
