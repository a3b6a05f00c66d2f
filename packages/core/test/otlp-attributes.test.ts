import type { JsonObject } from "@heddle/core";
import { toOtlpAttributes, toOtlpValue } from "@heddle/core/bridge";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("values", () => {
  test("scalars and lists of scalars of one type are kept, structures become JSON, null goes", () => {
    const attributes = {
      text: "a",
      number: 1.5,
      flag: false,
      texts: ["a", "b"],
      numbers: [1, 2],
      flags: [true],
      empty: [],
      mixed: ["a", 1],
      nested: [["a"]],
      object: { b: [1, null] },
      nothing: null,
    };

    expect(toOtlpAttributes(attributes)).toStrictEqual({
      text: "a",
      number: 1.5,
      flag: false,
      texts: ["a", "b"],
      numbers: [1, 2],
      flags: [true],
      empty: [],
      mixed: '["a",1]',
      nested: '[["a"]]',
      object: '{"b":[1,null]}',
    });
  });

  test("a long text ends early and says so; JSON stays JSON, as a text and as a structure", () => {
    const limits = { valueLength: 20 };
    const chat = [{ role: "user", content: "x".repeat(50) }];

    const short = toOtlpAttributes(
      { text: "y".repeat(30), chat, json: JSON.stringify(chat), exact: "z".repeat(20) },
      limits,
    );

    expect(short).toStrictEqual({
      text: `${"y".repeat(20)}… [10 more]`,
      chat: '[{"role":"user","content":"xxxxx… [45 more]"}]',
      json: '[{"role":"user","content":"xxxxx… [45 more]"}]',
      exact: "z".repeat(20),
    });
  });

  test("a list of texts that is too long as a whole is cut like any other structure", () => {
    const texts = ["a".repeat(8), "b".repeat(8), "c".repeat(8)];

    expect(toOtlpAttributes({ texts }, { valueLength: 20 })).toStrictEqual({
      texts: '["aaaaaaaa","bbbbbbbb","cccc… [4 more]"]',
    });
  });

  test("any name is kept", () => {
    const attributes = JSON.parse('{"__proto__":"own","constructor":[1],"nothing":null}');

    expect(Object.entries(toOtlpAttributes(attributes))).toEqual([
      ["__proto__", "own"],
      ["constructor", [1]],
    ]);
  });

  test("one value is converted as it is among attributes", () => {
    expect([toOtlpValue({ a: [1] }), toOtlpValue("y".repeat(30), 20)]).toStrictEqual([
      '{"a":[1]}',
      `${"y".repeat(20)}… [10 more]`,
    ]);
  });

  test("whatever the attributes, every value is one that all SDKs take, and JSON can be read again", () => {
    const value = fc.jsonValue({ depthSize: "small" });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), fc.integer({ min: 1, max: 40 }), (attributes, valueLength) => {
        const converted = toOtlpAttributes(attributes as JsonObject, { captureContent: true, valueLength });

        for (const [key, given] of Object.entries(converted)) {
          if (typeof given !== "object" && typeof attributes[key] === "object") JSON.parse(given as string);
          const items = Array.isArray(given) ? given : [given];
          expect(new Set(items.map((item) => typeof item)).size).toBeLessThanOrEqual(1);
          expect(items.every((item) => ["string", "number", "boolean"].includes(typeof item))).toBe(true);
        }
      }),
    );
  });
});

describe("content", () => {
  const attributes = {
    "gen_ai.request.model": "m",
    "gen_ai.input.messages": "[]",
    "gen_ai.prompt.0.content": "hi",
    "gen_ai.prompt.name": "greeting",
    "ai.response.text": "hello",
    "ai.response.model": "m-1",
    input: "hi",
    "input.value": "hi",
    "retrieval.documents.0.document.content": "text",
    inputs: 3,
  };

  test("it is left out", () => {
    expect(toOtlpAttributes(attributes)).toStrictEqual({
      "gen_ai.request.model": "m",
      "gen_ai.prompt.name": "greeting",
      "ai.response.model": "m-1",
      inputs: 3,
    });
  });

  test("it comes along where the user says so", () => {
    expect(toOtlpAttributes(attributes, { captureContent: true })).toStrictEqual(attributes);
  });

  test("names that a program makes up do not fill the memory, and are told right all the same", () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`gen_ai.prompt.${n}.content`, "x"]));

    expect(toOtlpAttributes(many)).toStrictEqual({});
  });
});

test("of more than 128, those that backends look for come first, and content comes last", () => {
  const many = Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`key.${n}`, n]));
  const attributes = { input: "hi", ...many, "gen_ai.operation.name": "chat", user_id: "u" };

  const keys = Object.keys(toOtlpAttributes(attributes, { captureContent: true }));

  expect(keys).toEqual(["gen_ai.operation.name", "user_id", ...Object.keys(many), "input"]);
});
