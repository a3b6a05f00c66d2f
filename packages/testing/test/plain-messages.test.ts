import type { JsonValue } from "@heddle/core";
import { answerText } from "@heddle/testing";
import { expect, test } from "vitest";
import { plainMessages } from "../src/plain-messages.ts";

const said = { role: "assistant", text: "I look.", toolCalls: [{ name: "search", arguments: { q: 1 } }], others: [] };
const came = { role: "tool", text: '{"n":1}', toolCalls: [], others: [] };

test.each<[string, JsonValue]>([
  [
    "the GenAI conventions",
    [
      {
        role: "assistant",
        parts: [
          { type: "text", content: "I look." },
          { type: "tool_call", id: "c1", name: "search", arguments: { q: 1 } },
        ],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: '{"n":1}' }] },
    ],
  ],
  [
    "OpenAI",
    [
      {
        role: "assistant",
        content: "I look.",
        tool_calls: [{ id: "c2", type: "function", function: { name: "search", arguments: '{"q":1}' } }],
      },
      { role: "tool", tool_call_id: "c2", content: '{"n":1}' },
    ],
  ],
  [
    "Anthropic",
    [
      {
        role: "assistant",
        content: [
          { type: "text", text: "I look." },
          { type: "tool_use", id: "c3", name: "search", input: { q: 1 } },
        ],
      },
      { role: "tool", content: [{ type: "tool_result", tool_use_id: "c3", content: { n: 1 } }] },
    ],
  ],
  [
    "the AI SDK",
    [
      {
        role: "assistant",
        content: [
          { type: "text", text: "I look." },
          { type: "tool-call", toolCallId: "c4", toolName: "search", args: { q: 1 } },
        ],
      },
      { role: "tool", content: [{ type: "tool-result", toolCallId: "c4", result: { n: 1 } }] },
    ],
  ],
  [
    "the AI SDK's prompts",
    [
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "Hm." },
          { type: "text", text: "I look." },
          { type: "tool-call", toolCallId: "c5", toolName: "search", input: { q: 1 } },
        ],
      },
      {
        role: "tool",
        content: [
          { type: "tool-result", toolCallId: "c5", toolName: "search", output: { type: "json", value: { n: 1 } } },
        ],
      },
    ],
  ],
  [
    "Gemini",
    {
      contents: [
        {
          role: "model",
          parts: [
            { text: "Hm.", thought: true },
            { text: "I look." },
            { functionCall: { id: "c6", name: "search", args: { q: 1 } }, thoughtSignature: "x" },
          ],
        },
        { role: "function", parts: [{ functionResponse: { id: "c6", name: "search", response: { n: 1 } } }] },
      ],
    },
  ],
  [
    "Bedrock",
    {
      messages: [
        {
          role: "assistant",
          content: [
            { reasoningContent: { reasoningText: { text: "Hm." } } },
            { text: "I look." },
            { toolUse: { toolUseId: "c7", name: "search", input: { q: 1 } } },
          ],
        },
        { role: "tool", content: [{ toolResult: { toolUseId: "c7", content: { n: 1 } } }] },
      ],
    },
  ],
])("a conversation in the form of %s is the same as in any other", (_, messages) => {
  expect(plainMessages(messages)).toEqual([said, came]);
});

test("the body of a request is the conversation in it, what the system says first", () => {
  const system = { role: "system", text: "Be brief.", toolCalls: [], others: [] };
  const user = { role: "user", text: "tea", toolCalls: [], others: [] };
  const messages = [{ role: "user", content: "tea" }];

  expect(plainMessages({ model: "gpt-5", messages })).toEqual([user]);
  expect(plainMessages({ system: "Be brief.", messages })).toEqual([system, user]);
  expect(plainMessages({ instructions: "Be brief.", input: "tea" })).toEqual([system, user]);
  expect(plainMessages([{ role: "system", parts: [{ type: "text", content: "" }] }, ...messages])).toEqual([user]);
  expect(plainMessages([{ role: "developer", content: "Be brief." }, ...messages])).toEqual([system, user]);
  expect(plainMessages({ system: "Be brief.", prompt: "tea" })).toEqual([system, user]);
  expect(plainMessages({ prompt: [{ role: "system", content: "Be brief." }, ...messages] })).toEqual([system, user]);
  expect(plainMessages({ prompt: { id: "pmpt_1" } })).toEqual({ prompt: { id: "pmpt_1" } });
  for (const contents of ["tea", ["tea"], [{ text: "tea" }], { parts: [{ text: "tea" }] }]) {
    expect(plainMessages({ contents })).toEqual([user]);
    expect(plainMessages({ contents, config: { systemInstruction: "Be brief." } })).toEqual([system, user]);
    expect(plainMessages({ contents, systemInstruction: { parts: [{ text: "Be brief." }] } })).toEqual([system, user]);
    expect(plainMessages({ contents, system_instruction: "Be brief." })).toEqual([system, user]);
  }
  expect(plainMessages({ contents: null })).toEqual({ contents: null });
  expect(plainMessages({ messages: [{ n: 1 }] })).toEqual({ messages: [{ n: 1 }] });
  expect(plainMessages({ messages: { n: 1 } })).toEqual({ messages: { n: 1 } });
});

test("calls and what came of them may stand beside the messages; what was only thought is left out", () => {
  const call = { type: "function_call", call_id: "c1", name: "search", arguments: '{"q":1}' };
  const output = { type: "function_call_output", call_id: "c1", output: '{"n":1}' };
  const { toolCalls } = said;

  expect(plainMessages([{ type: "reasoning", summary: [] }, call, output])).toEqual([
    { ...said, text: "", toolCalls },
    came,
  ]);
  expect(plainMessages([{ role: "user", content: "tea" }, { type: "item_reference" }])).toHaveLength(2);
});

test("what is said in other ways is kept, without ids", () => {
  const image = { type: "image", id: "i1", url: "x" };
  const broken = { name: "f", arguments: "{" };

  expect(
    plainMessages([{ role: "user", content: ["a", null, 7, image, { type: "tool_result" }], toolCalls: broken }]),
  ).toEqual([
    {
      role: "user",
      text: "a\nnull",
      toolCalls: [{ name: "f", arguments: "{" }],
      others: [7, { type: "image", url: "x" }],
    },
  ]);
  const file = { fileData: { fileUri: "x" } };
  const said = [file, { functionResponse: { name: "f" } }, { toolResult: {} }, { functionCall: { name: "f" } }];
  expect(plainMessages({ contents: { role: "user", parts: said } })).toEqual([
    { role: "user", text: "null\nnull", toolCalls: [], others: [file, { type: "tool_call", name: "f" }] },
  ]);
  expect(plainMessages([{ role: "assistant", tool_calls: [{ function: { name: "f", arguments: "{}" } }] }])).toEqual([
    { role: "assistant", text: "", toolCalls: [{ name: "f", arguments: {} }], others: [] },
  ]);
  expect(plainMessages([{ role: "user", content: null }])).toEqual([
    { role: "user", text: "", toolCalls: [], others: [] },
  ]);
});

test("what is no conversation stays what it is; a text is what the user says", () => {
  expect(plainMessages({ topic: "tea" })).toEqual({ topic: "tea" });
  expect(plainMessages([{ role: "user" }])).toEqual([{ role: "user" }]);
  expect(plainMessages(7)).toBe(7);
  expect(plainMessages({ role: "user", content: "tea" })).toEqual(plainMessages("tea"));
  expect(plainMessages("tea")).toEqual([{ role: "user", text: "tea", toolCalls: [], others: [] }]);
});

test("the words of an answer are those of its messages", () => {
  expect(answerText("yes")).toBe("yes");
  expect(
    answerText([
      { role: "assistant", parts: [{ type: "text", content: "a" }] },
      { role: "assistant", content: "b" },
    ]),
  ).toBe("ab");
  expect(answerText({ role: "assistant", content: "c" })).toBe("c");
  expect(answerText(undefined)).toBe("");
});
