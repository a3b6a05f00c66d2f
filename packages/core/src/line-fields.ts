/** Takes values out of a parsed line, and says in a sentence what is wrong with one. */
import { isSpanId, isTraceId } from "./ids.ts";
import type { JsonObject, JsonValue } from "./record.ts";
import { parseTimestamp } from "./timestamp.ts";

/** What is wrong with a line. */
export class LineProblem extends Error {}

/** Absent and `null` are the same: both mean that there is nothing. */
function valueAt(line: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(line, key) ? (line[key] ?? undefined) : undefined;
}

/** A reader that takes `undefined` for an answer. */
export function optional<T>(read: (line: JsonObject, key: string) => T, line: JsonObject, key: string): T | undefined {
  return valueAt(line, key) === undefined ? undefined : read(line, key);
}

export function textAt(line: JsonObject, key: string): string {
  return checked(line, key, isText, "a string");
}

export function numberAt(line: JsonObject, key: string): number {
  return checked(line, key, (value) => typeof value === "number", "a number");
}

export function traceIdAt(line: JsonObject, key: string): string {
  return checked(line, key, isTraceId, "32 lower-case hex digits");
}

export function spanIdAt(line: JsonObject, key: string): string {
  return checked(line, key, isSpanId, "16 lower-case hex digits");
}

/** Milliseconds since the epoch. */
export function timeAt(line: JsonObject, key: string): number {
  const time = parseTimestamp(checked(line, key, isText, "a timestamp"));
  if (time === undefined) throw unexpected(line, key, "a timestamp");
  return time;
}

export function objectAt(line: JsonObject, key: string): JsonObject {
  return checked(line, key, isObject, "an object");
}

export function objectsAt(line: JsonObject, key: string): readonly JsonObject[] {
  return checked(line, key, (value) => Array.isArray(value) && value.every(isObject), "a list of objects");
}

/** A reader of one of `words`. */
export function oneOf<T extends string>(...words: readonly T[]): (line: JsonObject, key: string) => T {
  return (line, key) => checked(line, key, (value) => words.includes(value as T), words.join(", "));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function checked<T>(line: JsonObject, key: string, test: (value: unknown) => boolean, expected: string): T {
  const value = valueAt(line, key);
  if (!test(value)) throw unexpected(line, key, expected);
  return value as T;
}

const SHOWN = 60;

function unexpected(line: JsonObject, key: string, expected: string): LineProblem {
  const value = valueAt(line, key);
  if (value === undefined) return new LineProblem(`${key} is missing; expected ${expected}`);
  const text = JSON.stringify(value);
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return new LineProblem(`${key} is ${shown}; expected ${expected}`);
}
