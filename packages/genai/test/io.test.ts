import type { JsonObject } from "@heddle/core";
import { agent, configure, llm, retrieval, task, tool } from "@heddle/genai";
import { afterEach, describe, expect, test } from "vitest";
import { recording } from "./recording.ts";

afterEach(() => {
  configure({ enabled: false });
});

const user = (...parts: readonly JsonObject[]) => [{ role: "user", parts }];
const text = (content: string) => ({ type: "text", content });

/** What a span of each kind says of its input. */
function inputsOf(value: unknown): { readonly asStep: JsonObject; readonly asModel: JsonObject } {
  const { attributes } = recording();
  task("step", { input: value }, () => {});
  llm("model", { input: value }, () => {});
  const inputs = (name: string) =>
    Object.fromEntries(Object.entries(attributes(name)).filter(([key]) => key.includes("input")));
  return { asStep: inputs("step"), asModel: inputs("model") };
}

describe("what a value is, found out", () => {
  const json = (value: unknown) => ({ "input.value": value, "input.mime_type": "application/json" });

  test.each<[string, unknown, unknown]>([
    ["a text", "hi", user(text("hi"))],
    ["a half character", "a\ud800", user(text("a\ufffd"))],
  ])("%s is a message to a model, and a text to a step", (_what, value, messages) => {
    const { asStep, asModel } = inputsOf(value);

    expect(asStep).toEqual({ "input.value": String(value).toWellFormed(), "input.mime_type": "text/plain" });
    expect(asModel).toEqual({ "gen_ai.input.messages": messages });
  });

  test("an empty text is no message", () => {
    const empty = { "input.value": "", "input.mime_type": "text/plain" };

    expect(inputsOf("")).toEqual({ asStep: empty, asModel: empty });
  });

  test.each<[string, unknown, unknown]>([
    ["OpenAI's messages", [{ role: "user", content: "hi" }], user(text("hi"))],
    ["messages of parts", [{ role: "user", content: [{ type: "text", text: "hi" }] }], user(text("hi"))],
    ["Gemini's contents", { contents: [{ role: "user", parts: [{ text: "hi" }] }] }, user(text("hi"))],
    ["one message", { role: "user", content: "hi" }, user(text("hi"))],
    ["a request", { messages: [{ role: "user", content: "hi" }] }, user(text("hi"))],
  ])("%s are messages to a model, and JSON to a step", (_what, value, messages) => {
    const { asStep, asModel } = inputsOf(value);

    expect(asStep).toEqual(json(value));
    expect(asModel).toEqual({ "gen_ai.input.messages": messages });
  });

  test.each<[string, unknown]>([
    ["an empty list", []],
    ["a list of texts", ["a", "b"]],
    ["roles without words", [{ role: "user" }]],
    ["messages and other things", [{ role: "user", content: "hi" }, "and this"]],
    ["an empty object", {}],
    ["an object in objects", { city: { name: "Oslo", at: [59.9, 10.7] } }],
    ["nought", 0],
    ["false", false],
    ["an object with a type of its own", { type: "weather", value: 1 }],
    ["an object with more than a type and a value", { type: "json", value: 1, unit: "°C" }],
  ])("%s is JSON to both", (_what, value) => {
    expect(inputsOf(value)).toEqual({ asStep: json(value), asModel: json(value) });
  });

  test("nothing is no input, and null is one", () => {
    expect(inputsOf(undefined)).toEqual({ asStep: {}, asModel: {} });
    expect(inputsOf(null)).toEqual({ asStep: json("null"), asModel: json("null") });
  });
});

describe("what a value is, said", () => {
  test.each<[string, unknown, JsonObject]>([
    [
      "a text that is JSON",
      { type: "json", value: "[1]" },
      { "input.value": "[1]", "input.mime_type": "application/json" },
    ],
    ["a list that is none", { type: "list", value: 5 }, { "input.value": 5, "input.mime_type": "application/json" }],
    [
      "chat messages as they are",
      { type: "raw", value: [{ role: "user", content: "hi" }] },
      { "input.value": [{ role: "user", content: "hi" }], "input.mime_type": "application/json" },
    ],
    [
      "chat messages that are a text",
      { type: "chat_messages", value: "hi" },
      { "gen_ai.input.messages": user(text("hi")) },
    ],
  ])("%s", (_what, value, expected) => {
    expect(inputsOf(value).asModel).toEqual(expected);
  });
});

describe("what JSON cannot hold is readable, and harms nothing", () => {
  class City {
    readonly name = "Oslo";
    get size(): number {
      throw new Error("nobody knows");
    }
  }
  const cycle: Record<string, unknown> = { name: "Oslo" };
  cycle.self = cycle;

  test.each<[string, unknown, unknown]>([
    ["a function", function weather() {}, "[Function weather]"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["a date that is none", new Date(Number.NaN), "Invalid Date"],
    ["a regular expression", /x/g, "/x/g"],
    ["a big number", 10n, "10"],
    ["no number", Number.NaN, "NaN"],
    ["without end", Number.POSITIVE_INFINITY, "Infinity"],
    ["a map", new Map([["a", 1]]), { a: 1 }],
    ["a set", new Set([1]), [1]],
    ["a circle", cycle, { name: "Oslo", self: "[Circular]" }],
    ["an instance", new City(), { name: "Oslo" }],
    ["bytes", Buffer.from("hi"), "<Buffer 2 bytes: 6869>"],
    ["a promise", Promise.resolve(1), "[Promise]"],
    ["nothing in an object", { a: undefined, b: null }, { b: null }],
  ])("%s", (_what, value, readable) => {
    const { asStep, asModel } = inputsOf(value);

    expect([asStep["input.value"], asModel["input.value"]]).toEqual([readable, readable]);
  });
});

test("inputs and outputs are as they were when they were told", () => {
  const { attributes } = recording();
  const list = [1];

  task("step", { input: list }, (span) => {
    list.push(2);
    span.output(list);
    list.push(3);
  });

  expect([attributes()["input.value"], attributes()["output.value"]]).toEqual([[1], [1, 2]]);
});

test("each type of span has a place for what goes in and what comes out", () => {
  const { memory } = recording();
  const value = { city: "Oslo" };

  for (const open of [agent, tool, retrieval, task]) open("x", { input: value }, () => value);
  retrieval("x", { input: "Oslo" }, () => "found");

  const places = memory
    .spans()
    .map(({ attributes }) =>
      Object.keys(attributes).filter((key) => /\.(input|output|query|arguments|result)/.test(`.${key}`)),
    );
  expect(places).toEqual([
    ["input.value", "input.mime_type", "output.value", "output.mime_type"],
    ["gen_ai.tool.call.arguments", "gen_ai.tool.call.result"],
    ["input.value", "input.mime_type", "output.value", "output.mime_type"],
    ["input.value", "input.mime_type", "output.value", "output.mime_type"],
    ["gen_ai.retrieval.query.text", "output.value", "output.mime_type"],
  ]);
});
