import { addTokenUsage, readTokenUsage, type TokenUsage } from "@heddle/genai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const cases: readonly [who: string, usage: object, expected: TokenUsage][] = [
  [
    "OpenAI's chat completions",
    {
      prompt_tokens: 100,
      completion_tokens: 20,
      total_tokens: 120,
      prompt_tokens_details: { cached_tokens: 60, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 8 },
    },
    { inputTokens: 100, outputTokens: 20, cacheReadTokens: 60, reasoningTokens: 8 },
  ],
  [
    "OpenAI's responses",
    {
      input_tokens: 100,
      output_tokens: 20,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 8 },
    },
    { inputTokens: 100, outputTokens: 20, cacheReadTokens: 0, reasoningTokens: 8 },
  ],
  [
    "Anthropic, which counts the cache beside the input",
    { input_tokens: 10, output_tokens: 20, cache_read_input_tokens: 60, cache_creation_input_tokens: 30 },
    { inputTokens: 100, outputTokens: 20, cacheReadTokens: 60, cacheWriteTokens: 30 },
  ],
  [
    "Anthropic without a cache",
    { input_tokens: 10, output_tokens: 20, cache_read_input_tokens: null, cache_creation_input_tokens: null },
    { inputTokens: 10, outputTokens: 20 },
  ],
  [
    "Gemini, which counts thoughts beside the output",
    { promptTokenCount: 100, candidatesTokenCount: 20, thoughtsTokenCount: 8, cachedContentTokenCount: 60 },
    { inputTokens: 100, outputTokens: 28, cacheReadTokens: 60, reasoningTokens: 8 },
  ],
  [
    "Bedrock, which counts the cache beside the input",
    { inputTokens: 10, outputTokens: 20, totalTokens: 120, cacheReadInputTokens: 60, cacheWriteInputTokens: 30 },
    { inputTokens: 100, outputTokens: 20, cacheReadTokens: 60, cacheWriteTokens: 30 },
  ],
  [
    "a provider of the AI SDK",
    {
      inputTokens: { total: 100, noCache: 10, cacheRead: 60, cacheWrite: 30 },
      outputTokens: { total: 20, text: 12, reasoning: 8 },
    },
    { inputTokens: 100, outputTokens: 20, cacheReadTokens: 60, cacheWriteTokens: 30, reasoningTokens: 8 },
  ],
  [
    "the AI SDK",
    {
      inputTokens: 100,
      inputTokenDetails: { noCacheTokens: 10, cacheReadTokens: 60, cacheWriteTokens: 30 },
      outputTokens: 20,
      outputTokenDetails: { textTokens: 12, reasoningTokens: 8 },
      totalTokens: 120,
    },
    { inputTokens: 100, outputTokens: 20, cacheReadTokens: 60, cacheWriteTokens: 30, reasoningTokens: 8 },
  ],
  [
    "LangChain",
    {
      input_tokens: 100,
      output_tokens: 20,
      input_token_details: { cache_read: 60, cache_creation: 30 },
      output_token_details: { reasoning: 8 },
    },
    { inputTokens: 100, outputTokens: 20, cacheReadTokens: 60, cacheWriteTokens: 30, reasoningTokens: 8 },
  ],
  ["LangChain of before", { promptTokens: 100, completionTokens: 20 }, { inputTokens: 100, outputTokens: 20 }],
  [
    "Cohere, of which the billed count",
    { billed_units: { input_tokens: 90, output_tokens: 20 }, tokens: { input_tokens: 100, output_tokens: 25 } },
    { inputTokens: 90, outputTokens: 20 },
  ],
  ["Ollama", { prompt_eval_count: 100, eval_count: 20, model: "llama" }, { inputTokens: 100, outputTokens: 20 }],
  [
    "DeepSeek",
    { prompt_tokens: 100, completion_tokens: 20, prompt_cache_hit_tokens: 60, prompt_cache_miss_tokens: 40 },
    { inputTokens: 100, outputTokens: 20, cacheReadTokens: 60 },
  ],
  ["numbers as text", { input_tokens: "100", output_tokens: " 20 " }, { inputTokens: 100, outputTokens: 20 }],
  ["an end of a stream, which has no input", { output_tokens: 5 }, { inputTokens: 0, outputTokens: 5 }],
  [
    "a cache that was only read",
    { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 60 },
    { inputTokens: 70, outputTokens: 5, cacheReadTokens: 60 },
  ],
  [
    "a cache that was only written",
    { inputTokens: 10, outputTokens: 5, cacheWriteInputTokens: 60 },
    { inputTokens: 70, outputTokens: 5, cacheWriteTokens: 60 },
  ],
  ["an embedding, which has no output", { prompt_tokens: 7, total_tokens: 7 }, { inputTokens: 7, outputTokens: 0 }],
];

describe("the usage of", () => {
  test.each(cases)("%s", (_who, usage, expected) => {
    expect(readTokenUsage(usage)).toStrictEqual(expected);
  });

  test("its own shape is the same", () => {
    for (const [, , usage] of cases) expect(readTokenUsage(usage)).toStrictEqual(usage);
  });

  test.each([
    ["a chat completion", { id: "x", usage: { prompt_tokens: 1, completion_tokens: 2 } }],
    ["Gemini's response", { candidates: [], usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 } }],
    ["a LangChain message", { content: "", usage_metadata: { input_tokens: 1, output_tokens: 2 } }],
    ["a LangChain result", { llmOutput: { tokenUsage: { promptTokens: 1, completionTokens: 2 } } }],
    ["Cohere's response", { meta: { billed_units: { input_tokens: 1, output_tokens: 2 } } }],
    [
      "a streamed event of OpenAI's",
      { type: "response.completed", response: { usage: { input_tokens: 1, output_tokens: 2 } } },
    ],
    [
      "a streamed event of Anthropic's",
      { type: "message_start", message: { usage: { input_tokens: 1, output_tokens: 2 } } },
    ],
  ])("a whole response: %s", (_what, response) => {
    expect(readTokenUsage(response)).toStrictEqual({ inputTokens: 1, outputTokens: 2 });
  });
});

describe("there is none in", () => {
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "100 tokens"],
    ["an empty object", {}],
    ["a response without it", { id: "x", usage: null }],
    ["counts that are none", { input_tokens: Number.NaN, output_tokens: -1 }],
    ["an empty text", { input_tokens: "" }],
  ])("%s", (_what, given) => {
    expect(readTokenUsage(given)).toBeUndefined();
  });

  test("whatever it is given, it gives finite counts or nothing, and never throws", () => {
    const keys = fc.constantFrom("usage", "input_tokens", "inputTokens", "total", "cache_read_input_tokens", "x");
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: "small" }, fc.anything(), fc.dictionary(keys, tie("tree"))),
    }));
    fc.assert(
      fc.property(tree, (given) => {
        const usage = readTokenUsage(given);

        for (const count of Object.values(usage ?? {})) expect(count >= 0 && Number.isFinite(count)).toBe(true);
      }),
    );
  });
});

test("what will not be read has no usage", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();

  expect([proxy, { usage: proxy }, [proxy]].map(readTokenUsage)).toEqual([undefined, undefined, undefined]);
});

test("several usages add up, each part by itself", () => {
  const sum = addTokenUsage([
    { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3 },
    { inputTokens: 10, outputTokens: 20, reasoningTokens: 5 },
  ]);

  expect(sum).toStrictEqual({ inputTokens: 11, outputTokens: 22, cacheReadTokens: 3, reasoningTokens: 5 });
  expect(addTokenUsage([])).toBeUndefined();
});
