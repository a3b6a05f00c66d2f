import { type ModelResponse, readResponse } from "@heddle/genai";
import { describe, expect, test } from "vitest";

const text = (content: string) => ({ type: "text" as const, content });
const call = { type: "tool_call" as const, id: "c1", name: "weather", arguments: { city: "Oslo" } };
const usage = { inputTokens: 10, outputTokens: 5 };

const answers: readonly [who: string, given: unknown, expected: ModelResponse][] = [
  [
    "OpenAI's chat",
    {
      id: "chatcmpl-1",
      object: "chat.completion",
      model: "gpt-5-2025-08-07",
      choices: [
        {
          index: 0,
          finish_reason: "tool_calls",
          message: {
            role: "assistant",
            content: null,
            tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } }],
          },
        },
        { index: 1, finish_reason: "length", message: { role: "assistant", content: "It is" } },
      ],
      usage: { prompt_tokens: 10, completion_tokens: 5 },
    },
    {
      id: "chatcmpl-1",
      model: "gpt-5-2025-08-07",
      messages: [
        { role: "assistant", parts: [call], finish_reason: "tool_call" },
        { role: "assistant", parts: [text("It is")], finish_reason: "length" },
      ],
      finishReasons: ["tool_call", "length"],
      usage,
    },
  ],
  [
    "OpenAI's completions",
    { id: "cmpl-1", model: "davinci", choices: [{ text: "Cold.", finish_reason: "stop" }, { finish_reason: null }] },
    {
      id: "cmpl-1",
      model: "davinci",
      messages: [
        { role: "assistant", parts: [text("Cold.")], finish_reason: "stop" },
        { role: "assistant", parts: [text("")] },
      ],
      finishReasons: ["stop"],
    },
  ],
  [
    "OpenAI's responses",
    {
      id: "resp-1",
      model: "gpt-5",
      status: "completed",
      output: [
        { type: "reasoning", summary: [] },
        { type: "message", role: "assistant", content: [{ type: "output_text", text: "Cold." }] },
      ],
      usage: { input_tokens: 10, output_tokens: 5 },
    },
    {
      id: "resp-1",
      model: "gpt-5",
      messages: [
        { role: "assistant", parts: [{ type: "reasoning", content: "" }, text("Cold.")], finish_reason: "stop" },
      ],
      finishReasons: ["stop"],
      usage,
    },
  ],
  [
    "OpenAI's responses, cut off",
    { id: "resp-2", output: [], status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
    {
      id: "resp-2",
      messages: [{ role: "assistant", parts: [], finish_reason: "length" }],
      finishReasons: ["length"],
    },
  ],
  [
    "OpenAI's responses, with a call",
    {
      id: "resp-3",
      status: "completed",
      output: [{ type: "function_call", call_id: "c1", name: "weather", arguments: '{"city":"Oslo"}' }],
    },
    {
      id: "resp-3",
      messages: [{ role: "assistant", parts: [call], finish_reason: "tool_call" }],
      finishReasons: ["tool_call"],
    },
  ],
  [
    "Anthropic",
    {
      id: "msg-1",
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4-5",
      content: [
        { type: "thinking", thinking: "Hm." },
        { type: "tool_use", id: "c1", name: "weather", input: { city: "Oslo" } },
      ],
      stop_reason: "tool_use",
      usage: { input_tokens: 10, output_tokens: 5 },
    },
    {
      id: "msg-1",
      model: "claude-sonnet-4-5",
      messages: [
        { role: "assistant", parts: [{ type: "reasoning", content: "Hm." }, call], finish_reason: "tool_call" },
      ],
      finishReasons: ["tool_call"],
      usage,
    },
  ],
  [
    "Gemini",
    {
      responseId: "r-1",
      modelVersion: "gemini-2.5-pro",
      candidates: [
        { content: { role: "model", parts: [{ text: "Cold." }] }, finishReason: "MAX_TOKENS" },
        { finishReason: "SAFETY" },
      ],
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5 },
    },
    {
      id: "r-1",
      model: "gemini-2.5-pro",
      messages: [
        { role: "assistant", parts: [text("Cold.")], finish_reason: "length" },
        { role: "assistant", parts: [], finish_reason: "content_filter" },
      ],
      finishReasons: ["length", "content_filter"],
      usage,
    },
  ],
  [
    "Bedrock",
    {
      output: { message: { role: "assistant", content: [{ text: "Cold." }] } },
      stopReason: "end_turn",
      usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
    },
    {
      messages: [{ role: "assistant", parts: [text("Cold.")], finish_reason: "stop" }],
      finishReasons: ["stop"],
      usage,
    },
  ],
  [
    "the AI SDK",
    {
      text: "Let me see.",
      toolCalls: [{ type: "tool-call", toolCallId: "c1", toolName: "weather", input: { city: "Oslo" } }],
      finishReason: "tool-calls",
      response: { id: "r-1", modelId: "gpt-5" },
      usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
    },
    {
      id: "r-1",
      model: "gpt-5",
      messages: [{ role: "assistant", parts: [text("Let me see."), call], finish_reason: "tool_call" }],
      finishReasons: ["tool_call"],
      usage,
    },
  ],
  [
    "LangChain",
    {
      id: "run-1",
      type: "ai",
      content: "Cold.",
      tool_calls: [],
      response_metadata: { model_name: "gpt-5" },
      usage_metadata: { input_tokens: 10, output_tokens: 5 },
    },
    {
      id: "run-1",
      model: "gpt-5",
      messages: [{ role: "assistant", parts: [text("Cold.")] }],
      finishReasons: [],
      usage,
    },
  ],
  [
    "OpenAI's chat that refuses",
    { choices: [{ message: { role: "assistant", content: null, refusal: "No." }, finish_reason: "stop" }] },
    {
      messages: [{ role: "assistant", parts: [text("No.")], finish_reason: "stop" }],
      finishReasons: ["stop"],
    },
  ],
  [
    "OpenAI's responses, with text for a tool and with what was thought",
    {
      output: [
        { type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "Hm." }] },
        { type: "custom_tool_call", call_id: "c1", name: "sql", input: "select 1" },
      ],
      status: "failed",
    },
    {
      messages: [
        {
          role: "assistant",
          parts: [
            { type: "reasoning", content: "Hm." },
            { type: "tool_call", id: "c1", name: "sql", arguments: "select 1" },
          ],
          finish_reason: "error",
        },
      ],
      finishReasons: ["error"],
    },
  ],
  [
    "Gemini, to a prompt that it did not let pass",
    { promptFeedback: { blockReason: "SAFETY" } },
    {
      messages: [{ role: "assistant", parts: [], finish_reason: "content_filter" }],
      finishReasons: ["content_filter"],
    },
  ],
  [
    "Gemini, which says no more of a prompt",
    { promptFeedback: {} },
    { messages: [{ role: "assistant", parts: [] }], finishReasons: [] },
  ],
  [
    "Bedrock, with thoughts and a call",
    {
      output: {
        message: {
          role: "assistant",
          content: [
            { reasoningContent: { reasoningText: { text: "Hm.", signature: "EqQB" } } },
            { toolUse: { toolUseId: "c1", name: "weather", input: { city: "Oslo" } } },
          ],
        },
      },
      stopReason: "tool_use",
    },
    {
      messages: [
        { role: "assistant", parts: [{ type: "reasoning", content: "Hm." }, call], finish_reason: "tool_call" },
      ],
      finishReasons: ["tool_call"],
    },
  ],
  [
    "Cohere",
    {
      id: "m-1",
      finish_reason: "TOOL_CALL",
      message: {
        role: "assistant",
        tool_plan: "I will look.",
        tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } }],
      },
      usage: { billed_units: { input_tokens: 10, output_tokens: 5 } },
    },
    {
      id: "m-1",
      messages: [
        {
          role: "assistant",
          parts: [{ type: "reasoning", content: "I will look." }, call],
          finish_reason: "tool_call",
        },
      ],
      finishReasons: ["tool_call"],
      usage,
    },
  ],
  [
    "Ollama's chat",
    {
      model: "qwen3",
      message: { role: "assistant", content: "Cold.", thinking: "Hm." },
      done: true,
      done_reason: "stop",
      prompt_eval_count: 10,
      eval_count: 5,
    },
    {
      model: "qwen3",
      messages: [
        { role: "assistant", parts: [{ type: "reasoning", content: "Hm." }, text("Cold.")], finish_reason: "stop" },
      ],
      finishReasons: ["stop"],
      usage,
    },
  ],
  [
    "Ollama's completion",
    { model: "qwen3", response: "Cold.", done: true, done_reason: "length" },
    {
      model: "qwen3",
      messages: [{ role: "assistant", parts: [text("Cold.")], finish_reason: "length" }],
      finishReasons: ["length"],
    },
  ],
  [
    "the AI SDK, step by step",
    {
      content: [{ type: "text", text: "Cold." }],
      toolCalls: [{ type: "tool-call", toolCallId: "c1", toolName: "weather", input: { city: "Oslo" } }],
      usage: { inputTokens: 1, outputTokens: 1 },
      totalUsage: { inputTokens: 10, outputTokens: 5 },
      steps: [
        {
          content: [
            { type: "tool-call", toolCallId: "c1", toolName: "weather", input: { city: "Oslo" } },
            { type: "tool-result", toolCallId: "c1", toolName: "weather", output: { type: "text", value: "cold" } },
          ],
          toolCalls: [{ type: "tool-call", toolCallId: "c1", toolName: "weather", input: { city: "Oslo" } }],
          finishReason: "tool-calls",
        },
        { content: [{ type: "text", text: "Cold." }], toolCalls: [], finishReason: "stop" },
      ],
    },
    {
      messages: [
        {
          role: "assistant",
          parts: [call, { type: "tool_call_response", id: "c1", response: "cold" }],
          finish_reason: "tool_call",
        },
        { role: "assistant", parts: [text("Cold.")], finish_reason: "stop" },
      ],
      finishReasons: ["tool_call", "stop"],
      usage,
    },
  ],
  [
    "a provider of the AI SDK",
    {
      content: [{ type: "tool-call", toolCallId: "c1", toolName: "weather", input: '{"city":"Oslo"}' }],
      finishReason: { unified: "tool-calls", raw: "tool_calls" },
      usage: { inputTokens: { total: 10 }, outputTokens: { total: 5 } },
      response: { id: "r-1", modelId: "gpt-5" },
    },
    {
      id: "r-1",
      model: "gpt-5",
      messages: [{ role: "assistant", parts: [call], finish_reason: "tool_call" }],
      finishReasons: ["tool_call"],
      usage,
    },
  ],
  [
    "LangChain with Anthropic, whose calls stand in two places",
    {
      type: "ai",
      content: [{ type: "tool_use", id: "c1", name: "weather", input: { city: "Oslo" } }],
      tool_calls: [{ id: "c1", name: "weather", args: { city: "Oslo" } }],
      response_metadata: { model: "claude", stop_reason: "tool_use" },
    },
    {
      model: "claude",
      messages: [{ role: "assistant", parts: [call], finish_reason: "tool_call" }],
      finishReasons: ["tool_call"],
    },
  ],
  [
    "LangChain's generations of a chat",
    {
      generations: [
        [
          {
            text: "Cold.",
            generationInfo: { finish_reason: "stop" },
            message: { type: "ai", content: "Cold.", response_metadata: { model_name: "gpt-5" } },
          },
        ],
      ],
      llmOutput: { tokenUsage: { promptTokens: 10, completionTokens: 5 } },
    },
    {
      model: "gpt-5",
      messages: [{ role: "assistant", parts: [text("Cold.")], finish_reason: "stop" }],
      finishReasons: ["stop"],
      usage,
    },
  ],
  [
    "LangChain's message in JSON",
    {
      lc: 1,
      type: "constructor",
      id: ["langchain_core", "messages", "AIMessage"],
      kwargs: { id: "run-1", content: "Cold.", tool_calls: [], response_metadata: { finish_reason: "stop" } },
    },
    {
      id: "run-1",
      messages: [{ role: "assistant", parts: [text("Cold.")], finish_reason: "stop" }],
      finishReasons: ["stop"],
    },
  ],
  [
    "LangChain's generations of texts",
    { generations: [[{ text: "Cold." }, {}], []] },
    {
      messages: [
        { role: "assistant", parts: [text("Cold.")] },
        { role: "assistant", parts: [text("")] },
      ],
      finishReasons: [],
    },
  ],
  ["a text", "Cold.", { messages: [{ role: "assistant", parts: [text("Cold.")] }], finishReasons: [] }],
  [
    "a message",
    { role: "assistant", content: "Cold.", finish_reason: "stop" },
    { messages: [{ role: "assistant", parts: [text("Cold.")], finish_reason: "stop" }], finishReasons: ["stop"] },
  ],
];

describe("the answer of", () => {
  test.each(answers)("%s", (_who, given, expected) => {
    expect(readResponse(given)).toStrictEqual(expected);
  });
});

test("what cannot be read is no answer", () => {
  const broken = {
    get choices() {
      throw new Error("gone");
    },
  };

  expect(readResponse(broken)).toBeUndefined();
});

test("what is no answer is none", () => {
  expect([undefined, null, 5, [], {}, { status: 200 }, { output: {} }].map(readResponse)).toEqual(
    Array.from({ length: 7 }),
  );
});
