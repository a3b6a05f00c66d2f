import { type ModelRequest, readRequest, requestAttributes } from "@heddle/genai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const text = (content: string) => ({ type: "text" as const, content });
const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const tool = { type: "function", name: "weather", description: "Tells the weather.", parameters: schema };
const messages = [
  { role: "system", parts: [text("Be brief.")] },
  { role: "user", parts: [text("Weather in Oslo?")] },
];
const [, question] = messages;
const chat = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Weather in Oslo?" },
];
const { type: _function, ...declaration } = tool;
const { parameters: _schema, ...plainTool } = declaration;

/** A schema of a library's own, such as zod's. */
class Schema {
  readonly type = "object";
  readonly "~standard": object | undefined;

  constructor(input?: () => unknown) {
    this["~standard"] = input && { version: 1, jsonSchema: { input } };
  }
}

const requests: readonly [who: string, given: unknown, expected: ModelRequest][] = [
  [
    "OpenAI's chat",
    {
      model: "gpt-5",
      messages: chat,
      temperature: 0.2,
      max_completion_tokens: 500,
      top_p: 0.9,
      frequency_penalty: 0.1,
      presence_penalty: -0.1,
      stop: "END",
      seed: 7,
      n: 2,
      reasoning_effort: "high",
      response_format: { type: "json_schema", json_schema: { name: "weather", schema } },
      tools: [
        { type: "function", function: declaration },
        { type: "custom", custom: { name: "sql" } },
      ],
      tool_choice: { type: "function", function: { name: "weather" } },
      stream: true,
      stream_options: { include_usage: true },
      logit_bias: { "50256": -100 },
      parallel_tool_calls: false,
      service_tier: "flex",
      user: "u-1",
      metadata: { team: "a" },
      store: null,
    },
    {
      model: "gpt-5",
      messages,
      parameters: {
        temperature: 0.2,
        maxTokens: 500,
        topP: 0.9,
        frequencyPenalty: 0.1,
        presencePenalty: -0.1,
        stopSequences: ["END"],
        seed: 7,
        choiceCount: 2,
        reasoningLevel: "high",
        outputType: "json",
        others: {
          stream_options: { include_usage: true },
          logit_bias: { "50256": -100 },
          parallel_tool_calls: false,
          service_tier: "flex",
          user: "u-1",
          metadata: { team: "a" },
        },
      },
      tools: [tool, { type: "custom", name: "sql" }],
      toolChoice: { name: "weather" },
      stream: true,
    },
  ],
  [
    "OpenAI's chat of before, spoken",
    {
      model: "gpt-4o-audio-preview",
      messages: chat,
      modalities: ["text", "audio"],
      audio: { voice: "alloy", format: "wav" },
      functions: [declaration],
      function_call: { name: "weather" },
    },
    {
      model: "gpt-4o-audio-preview",
      messages,
      parameters: {
        outputType: "speech",
        others: { modalities: ["text", "audio"], audio: { voice: "alloy", format: "wav" } },
      },
      tools: [tool],
      toolChoice: { name: "weather" },
    },
  ],
  [
    "OpenAI's responses",
    {
      model: "gpt-5",
      instructions: "Be brief.",
      input: "Weather in Oslo?",
      max_output_tokens: 500,
      reasoning: { effort: "low", summary: "auto" },
      text: { format: { type: "text" }, verbosity: "low" },
      previous_response_id: "resp_0",
      tools: [{ type: "web_search" }, { ...tool, strict: true }],
      tool_choice: "required",
      include: ["reasoning.encrypted_content"],
      truncation: "auto",
    },
    {
      model: "gpt-5",
      messages,
      parameters: {
        maxTokens: 500,
        reasoningLevel: "low",
        outputType: "text",
        previousResponseId: "resp_0",
        others: {
          reasoning: { summary: "auto" },
          include: ["reasoning.encrypted_content"],
          truncation: "auto",
          verbosity: "low",
        },
      },
      tools: [{ type: "web_search", name: "web_search" }, tool],
      toolChoice: "required",
    },
  ],
  [
    "OpenAI's responses, by a prompt that is kept there",
    { prompt: { id: "pmpt_1", version: "2", variables: { city: "Oslo" } } },
    { messages: [], parameters: {} },
  ],
  [
    "OpenAI's completions",
    { model: "davinci", prompt: ["Weather in Oslo?"], best_of: 2, logprobs: 5, suffix: " Bye." },
    { model: "davinci", messages: [question as never], parameters: { others: { best_of: 2, logprobs: 5 } } },
  ],
  [
    "OpenAI's embeddings",
    { model: "text-embedding-3-small", input: ["Oslo", "Bergen"], dimensions: 256, encoding_format: "float" },
    {
      model: "text-embedding-3-small",
      messages: [
        { role: "user", parts: [text("Oslo")] },
        { role: "user", parts: [text("Bergen")] },
      ],
      parameters: { others: { dimensions: 256, encoding_format: "float" } },
    },
  ],
  [
    "embeddings of tokens",
    { input: [15496, 11] },
    { messages: [{ role: "user", parts: [{ type: "generic", value: [15496, 11] }] }], parameters: {} },
  ],
  [
    "Anthropic",
    {
      model: "claude-sonnet-4-5",
      max_tokens: 1024,
      system: [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral" } }],
      messages: [{ role: "user", content: [{ type: "text", text: "Weather in Oslo?" }] }],
      stop_sequences: ["END", "STOP"],
      top_k: 40,
      thinking: { type: "enabled", budget_tokens: 2048 },
      output_config: { effort: "medium", format: { type: "json_schema", schema } },
      metadata: { user_id: "u-1" },
      tools: [
        { name: "weather", description: "Tells the weather.", input_schema: schema },
        { type: "custom", name: "weather", description: "Tells the weather.", input_schema: schema },
        { type: "web_search_20250305", name: "web_search", max_uses: 3 },
      ],
      tool_choice: { type: "any", disable_parallel_tool_use: true },
    },
    {
      model: "claude-sonnet-4-5",
      messages,
      parameters: {
        maxTokens: 1024,
        topK: 40,
        stopSequences: ["END", "STOP"],
        reasoningLevel: "medium",
        outputType: "json",
        others: { thinking: { type: "enabled", budget_tokens: 2048 }, metadata: { user_id: "u-1" } },
      },
      tools: [tool, tool, { type: "web_search_20250305", name: "web_search" }],
      toolChoice: "required",
    },
  ],
  [
    "Gemini's client",
    {
      model: "gemini-2.5-pro",
      contents: "Weather in Oslo?",
      config: {
        systemInstruction: "Be brief.",
        maxOutputTokens: 500,
        candidateCount: 1,
        topK: 40,
        responseMimeType: "application/json",
        responseSchema: schema,
        thinkingConfig: { thinkingLevel: "HIGH", includeThoughts: true },
        tools: [
          {
            functionDeclarations: [
              { name: "weather", description: "Tells the weather.", parametersJsonSchema: schema },
              { name: "now" },
            ],
          },
          { googleSearch: {} },
        ],
        toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["weather"] } },
      },
    },
    {
      model: "gemini-2.5-pro",
      messages,
      parameters: {
        maxTokens: 500,
        topK: 40,
        choiceCount: 1,
        reasoningLevel: "high",
        outputType: "json",
        others: { thinkingConfig: { includeThoughts: true } },
      },
      tools: [tool, { type: "function", name: "now" }, { type: "google_search", name: "googleSearch" }],
      toolChoice: { name: "weather" },
    },
  ],
  [
    "Gemini as it is sent",
    {
      contents: [{ role: "user", parts: [{ text: "Weather in Oslo?" }] }],
      system_instruction: { parts: [{ text: "Be brief." }] },
      generationConfig: { temperature: 1, responseModalities: ["TEXT", "IMAGE"] },
      toolConfig: { functionCallingConfig: { mode: "VALIDATED" } },
    },
    {
      messages,
      parameters: { temperature: 1, outputType: "image", others: { responseModalities: ["TEXT", "IMAGE"] } },
      toolChoice: { mode: "VALIDATED" },
    },
  ],
  [
    "Bedrock",
    {
      modelId: "anthropic.claude-sonnet-4-5-v1:0",
      system: [{ text: "Be brief." }],
      messages: [{ role: "user", content: [{ text: "Weather in Oslo?" }] }],
      inferenceConfig: { maxTokens: 500, temperature: 0, topP: 0.5, stopSequences: ["END"] },
      additionalModelRequestFields: { top_k: 40 },
      toolConfig: {
        tools: [
          { toolSpec: { name: "weather", description: "Tells the weather.", inputSchema: { json: schema } } },
          { systemTool: { name: "nova_grounding" } },
          { cachePoint: { type: "default" } },
        ],
        toolChoice: { auto: {} },
      },
      performanceConfig: { latency: "optimized" },
      outputConfig: { textFormat: { type: "json_schema" } },
    },
    {
      model: "anthropic.claude-sonnet-4-5-v1:0",
      messages,
      parameters: {
        temperature: 0,
        maxTokens: 500,
        topP: 0.5,
        topK: 40,
        stopSequences: ["END"],
        outputType: "json",
        others: { performanceConfig: { latency: "optimized" } },
      },
      tools: [tool, { type: "function", name: "nova_grounding" }],
      toolChoice: "auto",
    },
  ],
  [
    "Mistral",
    { model: "mistral-large", messages: chat, random_seed: 7, safe_prompt: true, tool_choice: "any" },
    {
      model: "mistral-large",
      messages,
      parameters: { seed: 7, others: { safe_prompt: true } },
      toolChoice: "required",
    },
  ],
  [
    "Cohere",
    {
      model: "command-a",
      messages: chat,
      k: 40,
      p: 0.5,
      documents: ["Oslo is cold."],
      response_format: { type: "json_object" },
      tool_choice: "NONE",
      safety_mode: "STRICT",
    },
    {
      model: "command-a",
      messages,
      parameters: { topP: 0.5, topK: 40, outputType: "json", others: { safety_mode: "STRICT" } },
      toolChoice: "none",
    },
  ],
  [
    "Cohere's embeddings",
    { model: "embed-v4.0", texts: ["Weather in Oslo?"], input_type: "search_query" },
    { model: "embed-v4.0", messages: [question as never], parameters: { others: { input_type: "search_query" } } },
  ],
  [
    "Ollama",
    {
      model: "qwen3",
      messages: chat,
      options: { num_predict: 500, temperature: 0.2, num_ctx: 8192, stop: ["END"] },
      format: schema,
      think: "low",
      keep_alive: "5m",
      stream: false,
      tools: [{ type: "function", function: declaration }],
    },
    {
      model: "qwen3",
      messages,
      parameters: {
        temperature: 0.2,
        maxTokens: 500,
        stopSequences: ["END"],
        reasoningLevel: "low",
        outputType: "json",
        others: { keep_alive: "5m", num_ctx: 8192 },
      },
      tools: [tool],
      stream: false,
    },
  ],
  [
    "the AI SDK",
    {
      model: { specificationVersion: "v4", provider: "openai.responses", modelId: "gpt-5" },
      system: "Be brief.",
      prompt: "Weather in Oslo?",
      maxOutputTokens: 500,
      maxRetries: 2,
      abortSignal: new AbortController().signal,
      headers: { authorization: "Bearer sk-1" },
      providerOptions: { openai: { reasoningEffort: "minimal" }, google: undefined },
      output: { name: "object", responseFormat: Promise.resolve({ type: "json" }) },
      tools: {
        weather: { description: "Tells the weather.", inputSchema: { jsonSchema: schema, validate: () => true } },
        now: { inputSchema: new Schema() },
        later: {
          inputSchema: new Schema(() => {
            throw new Error("A date is no JSON");
          }),
        },
        again: { inputSchema: new Schema(() => schema) },
        never: undefined,
      },
      toolChoice: { type: "tool", toolName: "weather" },
      onFinish: () => {},
    },
    {
      model: "gpt-5",
      messages,
      parameters: { maxTokens: 500, reasoningLevel: "minimal", outputType: "json", others: { maxRetries: 2 } },
      tools: [
        tool,
        { type: "function", name: "now" },
        { type: "function", name: "later" },
        { type: "function", name: "again", parameters: schema },
      ],
      toolChoice: { name: "weather" },
    },
  ],
  [
    "the AI SDK's embeddings",
    { model: "openai/text-embedding-3-small", value: "Weather in Oslo?" },
    { model: "openai/text-embedding-3-small", messages: [question as never], parameters: {} },
  ],
  [
    "a provider of the AI SDK",
    {
      prompt: [
        { role: "system", content: "Be brief." },
        { role: "user", content: [{ type: "text", text: "Weather in Oslo?" }] },
      ],
      maxOutputTokens: 500,
      reasoning: "low",
      responseFormat: { type: "json", schema },
      tools: [
        { type: "function", name: "weather", description: "Tells the weather.", inputSchema: schema },
        { type: "provider", id: "openai.web_search", name: "web_search", args: {} },
      ],
      toolChoice: { type: "required" },
      includeRawChunks: false,
    },
    {
      messages,
      parameters: {
        maxTokens: 500,
        reasoningLevel: "low",
        outputType: "json",
        others: { includeRawChunks: false },
      },
      tools: [tool, { type: "provider", name: "web_search" }],
      toolChoice: "required",
    },
  ],
  [
    "LangChain",
    {
      options: { runName: "weather" },
      invocation_params: {
        model: "gpt-5",
        temperature: 0.2,
        max_tokens: -1,
        stream: true,
        tools: [{ type: "function", function: declaration }],
        openai_api_key: "sk-1",
      },
    },
    {
      model: "gpt-5",
      messages: [],
      parameters: { temperature: 0.2, maxTokens: -1, others: { runName: "weather" } },
      tools: [tool],
      stream: true,
    },
  ],
  [
    "LangChain's tools",
    { tools: [plainTool] },
    { messages: [], parameters: {}, tools: [{ type: "function", ...plainTool }] },
  ],
  [
    "what the system says as a message, and what is left empty",
    { messages: null, prompt: "Weather in Oslo?", system: { role: "system", content: "Be brief." } },
    { messages, parameters: {} },
  ],
  ["a text", "Weather in Oslo?", { messages: [question as never], parameters: {} }],
  ["a list of messages", chat, { messages, parameters: {} }],
  ["a message", chat[1], { messages: [question as never], parameters: {} }],
  ["nothing", undefined, { messages: [], parameters: {} }],
];

describe("the request of", () => {
  test.each(requests)("%s", (_who, given, expected) => {
    expect(readRequest(given)).toStrictEqual(expected);
  });
});

test("a schema says only once what it is", () => {
  let asked = 0;
  const inputSchema = new Schema(() => {
    asked++;
    return schema;
  });

  const requests = [1, 2].map(() => readRequest({ tools: { weather: { inputSchema } } }));

  expect(requests[1]).toStrictEqual(requests[0]);
  expect(requests[0]?.tools).toStrictEqual([{ type: "function", name: "weather", parameters: schema }]);
  expect(asked).toBe(1);
});

describe("whatever a request is", () => {
  test("what cannot be read of it is told as far as it can", () => {
    const broken = {
      model: "gpt-5",
      get tools() {
        throw new Error("gone");
      },
    };

    expect(readRequest(broken)).toStrictEqual({
      model: "gpt-5",
      messages: [],
      parameters: {},
    });
  });

  test("content, secrets and data are no parameters", () => {
    const given = {
      apiKey: "sk-1",
      hf_token: "hf_1",
      question: "Who are you?",
      extra_headers: { authorization: "Bearer" },
      logit_bias: Object.fromEntries(Array.from({ length: 600 }, (_, token) => [token, 1])),
      nested: { deep: { deeper: 1 } },
      vector: Array.from({ length: 600 }, () => 0.5),
      words: ["a", "b c"],
      temperature: Number.NaN,
      empty: {},
      when: new Date(0),
    };

    expect(readRequest(given)).toStrictEqual({ messages: [], parameters: {} });
  });

  test("tools that say little are told as they are", () => {
    const tools = [null, "web", {}, { function: { description: "?" } }, { type: "custom", name: "sql" }];

    expect(readRequest({ tools, tool_choice: "weather" })).toStrictEqual({
      messages: [],
      parameters: {},
      tools: [
        { type: "function", name: "", description: "?" },
        { type: "custom", name: "sql" },
      ],
      toolChoice: "weather",
    });
  });

  test("the result is messages, parameters and JSON, and no request makes it throw", () => {
    const keys = fc.constantFrom(
      ...["model", "messages", "config", "options", "text", "tools", "tool_choice", "toolConfig", "stop", "reasoning"],
      ...["n", "response_format", "modalities", "providerOptions", "prompt", "role", "functionCallingConfig", "x"],
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        fc.anything(),
        fc.array(tie("tree")),
        fc.dictionary(keys, tie("tree")),
        fc.constantFrom("json", "auto", "image"),
      ),
    }));
    fc.assert(
      fc.property(tree, (given) => {
        const request = readRequest(given);

        expect(Array.isArray(request.messages)).toBe(true);
        expect(JSON.parse(JSON.stringify(requestAttributes(request.parameters)))).toEqual(
          requestAttributes(request.parameters),
        );
        JSON.stringify(request);
      }),
    );
  });
});
