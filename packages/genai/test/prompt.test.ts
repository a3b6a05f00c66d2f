import { isContentAttribute } from "@heddle/core/bridge";
import { Prompt, type PromptTemplate, promptAttributes } from "@heddle/genai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const prompt = (content: PromptTemplate["content"]) => new Prompt({ name: "p", content });

describe("a prompt", () => {
  test("holds what its author wrote, and its version", () => {
    const messages = [
      { role: "system", content: "You review {{ language }}." },
      { role: "user", content: "{{code}} in {{language}}" },
    ];

    const whole = new Prompt({
      name: "team/code-review",
      content: messages,
      variables: ["code", "language"],
      description: "Reviews.",
      modelHint: "gpt-5",
      config: { temperature: 0, stop: ["a", { b: null }] },
      version: 3,
      labels: ["production"],
    });

    expect({ ...whole }).toEqual({
      name: "team/code-review",
      version: 3,
      content: messages,
      variables: ["language", "code"],
      labels: ["production"],
      description: "Reviews.",
      modelHint: "gpt-5",
      config: { temperature: 0, stop: ["a", { b: null }] },
    });
    expect({ ...prompt("Hi") }).toEqual({ name: "p", version: 1, content: "Hi", variables: [], labels: [] });
  });

  test("does not change when what it was made of does", () => {
    const config = { stop: ["a"] };
    const content = [{ role: "user", content: "Hi" }];
    const labels = ["x"];
    const kept = new Prompt({ name: "p", content, config, labels });

    config.stop.push("b");
    content.push({ role: "user", content: "Ho" });
    labels.push("y");

    expect([kept.config, kept.content, kept.labels]).toEqual([
      { stop: ["a"] },
      [{ role: "user", content: "Hi" }],
      ["x"],
    ]);
    expect(() => Object.assign(kept, { version: 2 })).toThrow(TypeError);
    expect(() => Object.assign(kept.content[0] as object, { role: "system" })).toThrow(TypeError);
  });

  test.each<[what: string, template: unknown, message: string]>([
    [
      "a name that is none",
      { name: "", content: "" },
      'Prompt: "" is no name; give one or more parts between slashes, as "team/code-review"',
    ],
    [
      "a name with an empty part",
      { name: "a//b", content: "" },
      'Prompt: "a//b" is no name; give one or more parts between slashes, as "team/code-review"',
    ],
    [
      "a number for a name",
      { name: 1, content: "" },
      'Prompt: 1 is no name; give one or more parts between slashes, as "team/code-review"',
    ],
    [
      "half a character in a name",
      { name: "a\ud800", content: "" },
      'Prompt: "a\\ud800" is no name; give one or more parts between slashes, as "team/code-review"',
    ],
    [
      "no content",
      { name: "p" },
      'Prompt "p": the content is no text and no messages; give a text, or a list of { role, content } with texts',
    ],
    [
      "no messages",
      { name: "p", content: [] },
      'Prompt "p": the content is no text and no messages; give a text, or a list of { role, content } with texts',
    ],
    [
      "a message without a role",
      { name: "p", content: [{ content: "" }] },
      'Prompt "p": the content is no text and no messages; give a text, or a list of { role, content } with texts',
    ],
    [
      "a variable too many",
      { name: "p", content: "{{a}}", variables: ["a", "b"] },
      'Prompt "p": the content has no {{b}}; take it out of `variables`',
    ],
    [
      "a variable too few",
      { name: "p", content: "{{a}} {{b}}", variables: ["a"] },
      'Prompt "p": the content has {{b}}; add it to `variables`',
    ],
    [
      "a description that is no text",
      { name: "p", content: "", description: 1 },
      'Prompt "p": description is 1; give a text',
    ],
    [
      "a model that is no text",
      { name: "p", content: "", modelHint: null },
      'Prompt "p": modelHint is null; give a text',
    ],
    [
      "a config that is a list",
      { name: "p", content: "", config: [1] },
      'Prompt "p": config is not an object that JSON can hold; give plain values, and leave out what is undefined',
    ],
    [
      "a config that is a function",
      { name: "p", content: "", config: () => {} },
      'Prompt "p": config is not an object that JSON can hold; give plain values, and leave out what is undefined',
    ],
    [
      "a config with a date",
      { name: "p", content: "", config: { at: new Date(0) } },
      'Prompt "p": config is not an object that JSON can hold; give plain values, and leave out what is undefined',
    ],
    [
      "a config with a big integer",
      { name: "p", content: "", config: { n: 1n } },
      'Prompt "p": Do not know how to serialize a BigInt',
    ],
    [
      "a version that is none",
      { name: "p", content: "", version: 0 },
      'Prompt "p": version 0 is no version; give a whole number from 1 on',
    ],
    [
      "a tag with a space",
      { name: "p", content: "Hi {{ user name }}!" },
      'Prompt "p": "{{ user name }}!" begins no variable; write {{name}}, or {{"{{"}} for the braces themselves',
    ],
    [
      "a tag that is not closed",
      { name: "p", content: "{{a}} {{b" },
      'Prompt "p": "{{b" begins no variable; write {{name}}, or {{"{{"}} for the braces themselves',
    ],
    [
      "a tag in a message",
      { name: "p", content: [{ role: "user", content: "{{#if x}} {{x}}" }] },
      'Prompt "p": "{{#if x}} " begins no variable; write {{name}}, or {{"{{"}} for the braces themselves',
    ],
  ])("refuses %s", (_what, template, message) => {
    expect(() => new Prompt(template as PromptTemplate)).toThrow(new TypeError(message));
  });
});

describe("compile", () => {
  test.each<[what: string, content: string, variables: Record<string, unknown>, text: string]>([
    ["nothing to put in", "Hi", {}, "Hi"],
    ["each place of a variable", "{{a}}{{b}}{{a}}", { a: "1", b: "2" }, "121"],
    ["space around a name", "{{ a }} {{\n\ta\n}}", { a: "x" }, "x x"],
    ["patterns of replace()", "{{a}}", { a: "$& $1 $` $' $$ $<a>" }, "$& $1 $` $' $$ $<a>"],
    ["tags in a value", "{{a}} {{b}}", { a: "{{b}}", b: "{{a}}" }, "{{b}} {{a}}"],
    ["newlines, quotes and backslashes", '"{{a}}"', { a: '\n"\\n\\"' }, '"\n"\\n\\""'],
    ["single braces", '{"a": {"b": "{{b}}"}}, {b}, }}', { b: 1 }, '{"a": {"b": "1"}}, {b}, }}'],
    ["a variable in braces", "{{{a}}}", { a: 1 }, "{1}"],
    ["the braces themselves", 'Write {{"{{"}}name}} for {{name}}', { name: "me" }, "Write {{name}} for me"],
    [
      "names of all kinds",
      "{{user.name}} {{first-name}} {{größe2}} {{_}}",
      { "user.name": 1, "first-name": 2, größe2: 3, _: 4 },
      "1 2 3 4",
    ],
    ["names that objects have", "{{constructor}} {{toString}}", { constructor: "a", toString: "b" }, "a b"],
    ["the empty text", "[{{a}}]", { a: "" }, "[]"],
    ["numbers and booleans", "{{a}} {{b}} {{c}} {{d}}", { a: 0.5, b: false, c: 10n, d: -0 }, "0.5 false 10 0"],
    [
      "objects and lists",
      "{{a}} {{b}} {{c}}",
      { a: { x: [1, "é"] }, b: [], c: Object.create(null) },
      '{"x":[1,"é"]} [] {}',
    ],
    [
      "what is a text in JSON",
      "{{a}} {{b}}",
      { a: new Date(0), b: new URL("http://a/b") },
      "1970-01-01T00:00:00.000Z http://a/b",
    ],
  ])("puts in %s", (_what, content, variables, text) => {
    expect(prompt(content).compile(variables)).toBe(text);
  });

  test("compiles each message", () => {
    const chat = prompt([
      { role: "system", content: "You speak {{language}}." },
      { role: "user", content: "{{question}} {{language}}" },
    ]);

    expect(chat.compileMessages({ language: "Python", question: "{{language}}?" })).toEqual([
      { role: "system", content: "You speak Python." },
      { role: "user", content: "{{language}}? Python" },
    ]);
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;

  test.each<[what: string, variables: Record<string, unknown>, message: string]>([
    ["nothing", {}, 'the variable "a" is missing; given are none'],
    ["another one", { b: 1, c: 2 }, 'the variable "a" is missing; given are "b", "c"'],
    ["one too many", { a: 1, b: 2 }, 'there is no variable "b"; known are "a"'],
    ["undefined", { a: undefined }, 'the variable "a" is undefined; give a text, a number, or what JSON can hold'],
    ["null", { a: null }, 'the variable "a" is null; give a text, a number, or what JSON can hold'],
    ["NaN", { a: Number.NaN }, 'the variable "a" is NaN; give a text, a number, or what JSON can hold'],
    ["a symbol", { a: Symbol("s") }, 'the variable "a" is Symbol(s); give a text, a number, or what JSON can hold'],
    [
      "a promise",
      { a: Promise.resolve("x") },
      'the variable "a" is [object Promise]; give a text, a number, or what JSON can hold',
    ],
    [
      "a map",
      { a: new Map([["k", "v"]]) },
      'the variable "a" is [object Map]; give a text, a number, or what JSON can hold',
    ],
    ["a cycle", { a: cycle }, 'the variable "a" is [object Object]; give a text, a number, or what JSON can hold'],
    [
      "what is nothing in JSON",
      { a: { toJSON: () => undefined } },
      'the variable "a" is [object Object]; give a text, a number, or what JSON can hold',
    ],
  ])("refuses %s", (_what, variables, message) => {
    expect(() => prompt("{{a}}").compile(variables)).toThrow(new TypeError(`Prompt "p": ${message}`));
  });

  test("says which of the two is meant", () => {
    expect(() => prompt([{ role: "user", content: "Hi" }]).compile()).toThrow(
      new TypeError('Prompt "p": the content is messages; use compileMessages()'),
    );
    expect(() => prompt("Hi").compileMessages()).toThrow(
      new TypeError('Prompt "p": the content is one text; use compile()'),
    );
    expect(() => prompt("Hi").compile({ a: 1 })).toThrow(
      new TypeError('Prompt "p": there is no variable "a"; known are none'),
    );
  });

  test("any texts end up where their variables were, and any text can be written", () => {
    const name = fc.stringMatching(/^[a-z_][\w.-]{0,8}$/);
    const literal = fc.string({ unit: fc.constantFrom("{", "}", "a", "$", '"', "\\", " ", "\n", "é") });
    const written = (text: string) => text.replaceAll("{{", '{{"{{"}}');
    // Braces next to a tag would be read with it.
    const piece = fc.tuple(literal, fc.option(name), fc.string());

    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const values = new Map<string, string>();
        for (const [, variable, value] of pieces) if (variable !== null) values.set(variable, value);
        const content = pieces.map(([text, variable]) => `${written(text)}|${variable ? `{{${variable}}}` : ""}|`);
        const expected = pieces.map(([text, variable]) => `${text}|${variable ? values.get(variable) : ""}|`);

        expect(prompt(content.join("")).compile(Object.fromEntries(values))).toBe(expected.join(""));
      }),
    );
  });
});

describe("promptAttributes", () => {
  test("names the prompt and its version, and what was put in", () => {
    const version = new Prompt({ name: "team/code-review", content: "{{a}}{{b}}", version: 3 });

    expect(promptAttributes(version)).toEqual({
      "gen_ai.prompt.name": "team/code-review",
      "gen_ai.prompt.version": "3",
    });
    expect(promptAttributes({ name: "x", version: "v1" }, { a: "text", b: [1], c: undefined, d: new Map() })).toEqual({
      "gen_ai.prompt.name": "x",
      "gen_ai.prompt.version": "v1",
      "gen_ai.prompt.variable.a": "text",
      "gen_ai.prompt.variable.b": "[1]",
      "gen_ai.prompt.variable.c": "undefined",
      "gen_ai.prompt.variable.d": "[object Map]",
    });
    const broken = {
      get a(): string {
        throw new Error("no");
      },
    };
    expect(promptAttributes({ name: "x", version: 1 }, broken)["gen_ai.prompt.variable.a"]).toBe("[unreadable]");
  });

  test("what was put in is content, and the prompt's name is not", () => {
    const names = Object.keys(promptAttributes({ name: "x", version: 1 }, { a: 1 }));

    expect(names.filter(isContentAttribute)).toEqual(["gen_ai.prompt.variable.a"]);
  });
});
