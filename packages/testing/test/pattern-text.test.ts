import { expect as jestExpect } from "expect";
import { expect, test } from "vitest";
import { patternText } from "../src/pattern-text.ts";

test.each<[unknown, string]>([
  [undefined, "undefined"],
  [null, "null"],
  [1.5, "1.5"],
  [10n, "10"],
  ['a "b"', '"a \\"b\\""'],
  [/^a/i, "/^a/i"],
  [[], "[]"],
  [[1, "x"], '[1, "x"]'],
  [{}, "{}"],
  [{ a: 1, "b c": [/x/], größe: {} }, '{ a: 1, "b c": [/x/], größe: {} }'],
  [{ a: { b: { c: { d: { e: { f: { g: 1 } } } } } } }, "{ a: { b: { c: { d: { e: { f: {…} } } } } } }"],
  [[[[[[[[1]]]]]]], "[[[[[[[…]]]]]]]"],
  [Number.isNaN, "isNaN()"],
  [() => true, "what the function says true of"],
  [expect.any(String), "Any<String>"],
  [expect.stringContaining("x"), 'StringContaining "x"'],
  [jestExpect.any(Number), "Any<Number>"],
  [jestExpect.objectContaining({ a: 1 }), "ObjectContaining { a: 1 }"],
  [jestExpect.anything(), "Anything"],
  [{ asymmetricMatch: () => true, toString: () => "IsEven" }, "IsEven"],
])("%o is written %s", (value, text) => {
  expect(patternText(value)).toBe(text);
});

test("long ones are cut, and never within a character", () => {
  expect(patternText("x".repeat(200), 10)).toBe(`"${"x".repeat(9)}…`);
  expect(patternText("😀😀", 4)).toBe('"😀�…');
});
