/** What a value is held to: a value, a pattern, a predicate or a matcher of the test runner. */
import { jsonAttributes } from "@heddle/core/bridge";
import { parsedJson } from "@heddle/reader";
import { matchLists } from "./match-lists.ts";
import { patternText } from "./pattern-text.ts";
import { whereTheyPart } from "./where-they-part.ts";

/** What vitest and jest give for `expect.any(String)`, `expect.stringContaining("x")`, … */
export interface AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean;
}

/** Holds for the texts that are it, that the expression finds something in, that it says `true` of, or that match. */
export type TextPattern = string | RegExp | ((text: string) => boolean) | AsymmetricMatcher;

/** `subset`: an object may have more keys than are expected. `strict`: it may not. `unordered`: nor here, but lists are in any order. */
export type Strictness = "subset" | "strict" | "unordered";

/** A place where a value is not as expected. */
export interface Mismatch {
  /** `arguments.city`, `messages[2]`. */
  readonly path: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

/** The places in `actual` that are not as is expected. Text that is JSON counts as what it says, where no text is expected. */
export function mismatches(path: string, actual: unknown, given: unknown, strictness: Strictness): Mismatch[] {
  const expected = asRecorded(given);
  const mismatch = [{ path, actual, expected }];
  if (typeof expected === "function") return expected(actual) === true ? [] : mismatch;
  if (isMatcher(expected)) return expected.asymmetricMatch(actual) ? [] : mismatch;
  if (expected instanceof RegExp) return new RegExp(expected).test(textOf(actual)) ? [] : mismatch;
  if (typeof expected !== "object" || expected === null) return Object.is(actual, expected) ? [] : mismatch;
  const value = typeof actual === "string" ? (parsedJson(actual) ?? actual) : actual;
  if (Array.isArray(expected)) {
    if (!Array.isArray(value) || value.length !== expected.length) return mismatch;
    if (strictness === "unordered") {
      const fits = (e: number, a: number) => mismatches(path, value[a], expected[e], strictness).length === 0;
      return matchLists(expected.length, value.length, "any", fits).pass ? [] : mismatch;
    }
    return expected.flatMap((each, at) => mismatches(`${path}[${at}]`, value[at], each, strictness));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return mismatch;
  return mismatchesInObject(path, value as Record<string, unknown>, expected as Record<string, unknown>, strictness);
}

/** `status is "ok", expected "error"`; of long values, the places where they part. */
export function mismatchText({ path, actual, expected }: Mismatch): string {
  if (actual === undefined) return `${path} is not there, expected ${patternText(expected)}`;
  if (expected === undefined) return `${path} is ${patternText(actual)}, expected to be left out`;
  const [is, should] = whereTheyPart(patternText(actual, Infinity), patternText(expected, Infinity));
  return `${path} is ${is}, expected ${should}`;
}

/** Whether `value` is a pattern that a text can be held to. */
export function isTextPattern(value: unknown): value is TextPattern {
  return typeof value === "string" || typeof value === "function" || value instanceof RegExp || isMatcher(value);
}

function isMatcher(value: unknown): value is AsymmetricMatcher {
  return (
    typeof value === "object" &&
    value !== null &&
    "asymmetricMatch" in value &&
    typeof value.asymmetricMatch === "function"
  );
}

/** A date, a map, a bigint, …: what JSON cannot say is expected as it is recorded. */
function asRecorded(expected: unknown): unknown {
  const isPlain = typeof expected === "object" ? isPlainObject(expected) : typeof expected !== "bigint";
  return isPlain || Array.isArray(expected) || isTextPattern(expected)
    ? expected
    : jsonAttributes({ expected }).expected;
}

function isPlainObject(value: object | null): boolean {
  const prototype: unknown = value === null ? null : Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function mismatchesInObject(
  path: string,
  actual: Record<string, unknown>,
  expected: Record<string, unknown>,
  strictness: Strictness,
): Mismatch[] {
  const more = Object.keys(actual).filter((key) => strictness !== "subset" && !Object.hasOwn(expected, key));
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  return [
    ...Object.entries(expected).flatMap(([key, each]) =>
      mismatches(at(key), Object.hasOwn(actual, key) ? actual[key] : undefined, each, strictness),
    ),
    ...more.map((key) => ({ path: at(key), actual: actual[key], expected: undefined })),
  ];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
