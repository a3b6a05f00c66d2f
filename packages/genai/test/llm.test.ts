import { setImmediate as turn } from "node:timers/promises";
import { InMemoryTelemetry, type MetricRecord } from "@heddle/core";
import { agent, configure, embedding, llm, rag, retrieval, task, tool } from "@heddle/genai";
import { afterEach, describe, expect, test } from "vitest";
import { recording } from "./recording.ts";

afterEach(() => {
  configure({ enabled: false });
});

const answer = {
  id: "chatcmpl-1",
  model: "gpt-5-2025-08-07",
  choices: [{ finish_reason: "stop", message: { role: "assistant", content: "It is cold." } }],
  usage: {
    prompt_tokens: 1000,
    prompt_tokens_details: { cached_tokens: 980 },
    completion_tokens: 50,
    completion_tokens_details: { reasoning_tokens: 20 },
  },
};

const read = {
  "gen_ai.response.id": "chatcmpl-1",
  "gen_ai.response.model": "gpt-5-2025-08-07",
  "gen_ai.response.finish_reasons": ["stop"],
  "gen_ai.usage.input_tokens": 1000,
  "gen_ai.usage.output_tokens": 50,
  "gen_ai.usage.cache_read.input_tokens": 980,
  "gen_ai.usage.reasoning.output_tokens": 20,
  "gen_ai.output.messages": [
    { role: "assistant", parts: [{ type: "text", content: "It is cold." }], finish_reason: "stop" },
  ],
  "gen_ai.usage.cost": 0.0006475,
};

test("a provider's request and response are read, and priced", async () => {
  const { attributes } = recording();
  const request = {
    model: "gpt-5",
    messages: [{ role: "user", content: "Weather?" }],
    temperature: 0.2,
    max_completion_tokens: 100,
    tools: [{ type: "function", function: { name: "weather", parameters: { type: "object" } } }],
    tool_choice: "auto",
    logit_bias: { "1": 2 },
    stream: true,
  };

  const result = await llm("ask", { request, serverAddress: "api.openai.com", serverPort: 443 }, async () => answer);

  expect(result).toBe(answer);
  expect(attributes()).toEqual({
    "heddle.span.type": "llm",
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.request.temperature": 0.2,
    "gen_ai.request.max_tokens": 100,
    "heddle.request.logit_bias": { "1": 2 },
    "heddle.request.tool_choice": "auto",
    "gen_ai.request.stream": true,
    "server.address": "api.openai.com",
    "server.port": 443,
    "gen_ai.tool.definitions": [{ type: "function", name: "weather", parameters: { type: "object" } }],
    "openinference.span.kind": "LLM",
    "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "Weather?" }] }],
    ...read,
  });
});

test("a provider that a program without types leaves null is found by the model's name", () => {
  const { attributes } = recording();

  llm("ask", { model: "claude-sonnet-4-5", provider: null as never }, () => "It is cold.");

  expect(attributes("ask")).toMatchObject({ "gen_ai.provider.name": "anthropic" });
});

test("options that a program keeps in a prototype count like its own", () => {
  const { attributes } = recording();
  const defaults = { model: "gpt-5", capture: { output: false }, userId: "alice" };

  llm("ask", Object.create(defaults), () => "It is cold.");

  expect(attributes()).toEqual({
    "heddle.span.type": "llm",
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5",
    "openinference.span.kind": "LLM",
    "user.id": "alice",
  });
});

test("tools come in the shape of any provider, and are functions unless they say something else", () => {
  const { attributes } = recording();
  const tools = [{ name: "weather" }, { type: "function", function: { name: "time" } }, { type: "web_search" }];

  llm("ask", { tools }, () => "x");

  expect(attributes()["gen_ai.tool.definitions"]).toMatchObject([
    { type: "function", name: "weather" },
    { type: "function", name: "time" },
    { type: "web_search" },
  ]);
});

test("what is given by hand wins over what the request says", () => {
  const { attributes } = recording();

  llm(
    "ask",
    {
      request: { model: "gpt-5", messages: [{ role: "user", content: "a" }], temperature: 1, top_p: 0.5 },
      model: "anthropic/claude-sonnet-4-5",
      operation: "text_completion",
      parameters: { temperature: 0 },
      input: "b",
    },
    () => "c",
  );

  expect(attributes()).toMatchObject({
    "gen_ai.operation.name": "text_completion",
    "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "anthropic/claude-sonnet-4-5",
    "gen_ai.request.temperature": 0,
    "gen_ai.request.top_p": 0.5,
    "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "b" }] }],
    "gen_ai.output.messages": [{ role: "assistant", parts: [{ type: "text", content: "c" }] }],
  });
});

test("by hand: usage, cost and output in the words of any provider", () => {
  const { attributes } = recording();

  llm("ask", { model: "gpt-5", provider: "openai" }, (span) => {
    span.usage({ input_tokens: 10, output_tokens: 2 });
    span.usage("none");
    span.cost(0.5);
    span.output([{ role: "assistant", content: "hi" }]);
    span.response({ nothing: "read" });
  });

  expect(attributes()).toMatchObject({
    "gen_ai.usage.input_tokens": 10,
    "gen_ai.usage.output_tokens": 2,
    "gen_ai.usage.cost": 0.5,
    "output.value": { nothing: "read" },
  });
});

test("a model whose price nobody knows has no cost, and one's own prices come first", () => {
  const { attributes } = recording({ prices: { "my-*": { input: 1, output: 2 } } });
  const usage = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

  llm("unknown", { model: "nobody-1" }, (span) => span.usage(usage));
  llm("mine", { model: "my-1" }, (span) => span.usage(usage));
  llm("no model", {}, (span) => span.usage(usage));

  expect(attributes("unknown")["gen_ai.usage.cost"]).toBeUndefined();
  expect(attributes("mine")["gen_ai.usage.cost"]).toBe(3);
  expect(attributes("no model")["gen_ai.usage.cost"]).toBeUndefined();
});

test("tokens count once, also where the call around is given by hand", () => {
  const { attributes } = recording();
  const outer = llm.start("outer", { model: "gpt-4o" });
  const inner = llm.start("inner", { model: "gpt-4o", parent: outer });

  inner.usage({ inputTokens: 1_000_000, outputTokens: 0 });
  inner.end();
  outer.usage({ inputTokens: 1_000_000, outputTokens: 0 });
  outer.end();

  expect([attributes("inner")["gen_ai.usage.cost"], attributes("outer")["gen_ai.usage.cost"]]).toEqual([
    2.5,
    undefined,
  ]);
});

test("an answer with its HTTP response, as clients give both, is the answer", async () => {
  const { attributes } = recording();
  const data = { model: "gpt-4o", choices: [{ finish_reason: "stop", message: { role: "assistant", content: "hi" } }] };

  await llm("ask", {}, async () => ({ data, response: new Response(), request_id: "r1" }));

  expect(attributes()).toMatchObject({
    "gen_ai.response.model": "gpt-4o",
    "gen_ai.output.messages": [{ role: "assistant", parts: [{ type: "text", content: "hi" }], finish_reason: "stop" }],
  });
});

test("a stream that the work gives away unread is no output, and the span says what to do", async () => {
  const { span } = recording();

  const stream = await llm("ask", {}, async () => new ReadableStream());

  expect(stream).toBeInstanceOf(ReadableStream);
  expect([
    span().status,
    span().attributes["output.value"],
    span().events?.map(({ attributes }) => attributes),
  ]).toEqual([
    "ok",
    undefined,
    [{ reason: "the work returned a stream that is yet to be read; open it in the function's stream() instead" }],
  ]);
});

test("a result of the AI SDK that streams is not looked at: that would read it", async () => {
  const { span } = recording();
  let looks = 0;
  const result = {
    textStream: new ReadableStream(),
    get text() {
      looks++;
      return Promise.resolve("read");
    },
  };

  expect(llm("ask", {}, () => result)).toBe(result);

  expect([looks, span().events?.map(({ name }) => name)]).toEqual([0, ["heddle.unreadable"]]);
});

test("a page of a list is an output, though more pages can be iterated", async () => {
  const { attributes } = recording();

  await task("list", {}, async () => ({ data: ["gpt-4o"], async *[Symbol.asyncIterator]() {} }));

  expect(attributes()["output.value"]).toEqual({ data: ["gpt-4o"] });
});

test("tokens count once, also where a span without a type is between the calls", () => {
  const { memory, attributes } = recording();
  const usage = { inputTokens: 1_000_000, outputTokens: 0 };

  llm("outer", { model: "gpt-4o" }, (outer) => {
    memory.trace("plain", {}, () => llm("inner", { model: "gpt-4o" }, (inner) => inner.usage(usage)));
    outer.usage(usage);
  });

  expect([attributes("inner")["gen_ai.usage.cost"], attributes("outer")["gen_ai.usage.cost"]]).toEqual([
    2.5,
    undefined,
  ]);
});

test("a cost that is none changes nothing", () => {
  const { attributes } = recording();

  llm("ask", { model: "gpt-4o" }, (span) => {
    span.usage({ inputTokens: 1_000_000, outputTokens: 0 });
    for (const usd of [Number.NaN, Number.POSITIVE_INFINITY, -1, "0.5"]) span.cost(usd as number);
  });

  expect(attributes()["gen_ai.usage.cost"]).toBe(2.5);
});

test("a model that is no name, and a usage that will not be read, do no harm", () => {
  const { span } = recording();
  const hostile = {
    get usage(): number {
      throw new Error("no");
    },
  };

  llm("x", { model: { modelId: "gpt-5" } as never }, (call) => call.usage(hostile));

  expect(span()).toMatchObject({ status: "ok", attributes: { "gen_ai.request.model": { modelId: "gpt-5" } } });
  expect(span().attributes["gen_ai.usage.input_tokens"]).toBeUndefined();
});

test("an embedding keeps what it took, and no vectors unless told", () => {
  const { attributes } = recording();
  const response = {
    model: "text-embedding-3-small",
    data: [{ embedding: [0.1, 0.2] }],
    usage: { prompt_tokens: 4, total_tokens: 4 },
  };

  embedding(
    "embed",
    { request: { model: "text-embedding-3-small", input: ["a", "b"] }, dimensions: 2 },
    () => response,
  );

  expect(attributes("embed")).toMatchObject({
    "heddle.span.type": "embedding",
    "gen_ai.operation.name": "embeddings",
    "gen_ai.request.model": "text-embedding-3-small",
    "gen_ai.embeddings.dimension.count": 2,
    "gen_ai.usage.input_tokens": 4,
  });
  expect(JSON.stringify(attributes())).not.toContain("0.1");
  embedding("ai sdk", {}, () => ({ embeddings: [[0.1]], usage: { tokens: 7 } }));
  expect(attributes("ai sdk")["gen_ai.usage.input_tokens"]).toBe(7);
  embedding("nothing", {}, () => [[0.1]]);
  expect(attributes("nothing")["gen_ai.usage.input_tokens"]).toBeUndefined();
});

describe("streams", () => {
  const chunks = [
    { id: "c1", model: "gpt-5-2025-08-07", choices: [{ delta: { role: "assistant" } }] },
    {
      choices: [
        { delta: { tool_calls: [{ index: 0, id: "a", function: { name: "weather", arguments: '{"city":' } }] } },
      ],
    },
    { choices: [{ delta: { tool_calls: [{ index: 1, id: "b", function: { name: "time", arguments: "{}" } }] } }] },
    {
      choices: [
        { delta: { tool_calls: [{ index: 0, function: { arguments: '"Oslo"}' } }] }, finish_reason: "tool_calls" },
      ],
    },
    { choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } },
  ];
  const rebuilt = {
    "gen_ai.response.id": "c1",
    "gen_ai.response.finish_reasons": ["tool_call"],
    "gen_ai.usage.input_tokens": 10,
    "gen_ai.response.time_to_first_chunk": 0.02,
    "gen_ai.output.messages": [
      {
        role: "assistant",
        parts: [
          { type: "tool_call", id: "a", name: "weather", arguments: { city: "Oslo" } },
          { type: "tool_call", id: "b", name: "time", arguments: {} },
        ],
        finish_reason: "tool_call",
      },
    ],
  };

  test("the message is rebuilt, and the time to the first token is that of the first that says something", async () => {
    const { attributes, clock } = recording();
    const stream = llm.stream("ask", { model: "gpt-5" }, async () => {
      await turn();
      return (async function* () {
        for (const chunk of chunks) {
          clock.advance(10);
          yield chunk;
        }
      })();
    });

    const seen: unknown[] = [];
    for await (const chunk of stream) seen.push(chunk);

    expect(seen).toEqual(chunks);
    expect(attributes()).toMatchObject(rebuilt);
  });

  test("likewise by hand", () => {
    const { attributes, clock } = recording();

    const span = llm.start("ask", { model: "gpt-5" });
    for (const chunk of chunks) {
      clock.advance(10);
      span.chunk(chunk);
    }
    span.end();

    expect(attributes()).toMatchObject(rebuilt);
  });

  test("the first token can be told, once", () => {
    const { attributes } = recording();

    const span = llm.start("ask", { startTime: 1000 });
    span.firstToken(1250);
    span.firstToken();
    span.end(2000);

    expect(attributes()["gen_ai.response.time_to_first_chunk"]).toBe(0.25);
  });
});

describe("metrics", () => {
  const brief = ({ name, value, unit, instrumentKind, attributes }: MetricRecord) => [
    name,
    value,
    unit,
    instrumentKind,
    attributes["gen_ai.token.type"] ?? attributes["error.type"],
  ];

  test("tokens, cost, duration and time to the first chunk, by the conventions that backends read", () => {
    const { memory, clock } = recording({ metrics: true });

    llm("ask", { model: "gpt-5" }, (span) => {
      clock.advance(250);
      span.firstToken();
      clock.advance(250);
      return answer;
    });

    const metrics = memory.metrics();
    expect(metrics.map(brief)).toEqual([
      ["gen_ai.client.token.usage", 1000, "{token}", "histogram", "input"],
      ["gen_ai.client.token.usage", 50, "{token}", "histogram", "output"],
      ["gen_ai.usage.cost", 0.0006475, "{USD}", "counter", undefined],
      ["gen_ai.client.operation.duration", 0.5, "s", "histogram", undefined],
      ["gen_ai.client.operation.time_to_first_chunk", 0.25, "s", "histogram", undefined],
    ]);
    expect(metrics[2]?.attributes).toEqual({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-5",
      "gen_ai.response.model": "gpt-5-2025-08-07",
    });
    expect(metrics.map(({ spanId }) => spanId)).toEqual(Array(5).fill(memory.spans()[0]?.spanId));
  });

  test("as the conventions name them since", () => {
    const { memory, attributes } = recording({ metrics: true, conventions: "main" });

    llm("ask", { model: "gpt-5" }, (span) => span.usage({ ...answer.usage, cacheWriteTokens: 5 }));
    embedding("embed", { model: "e" }, (span) => span.usage({ inputTokens: 3, outputTokens: 0 }));

    expect(attributes("ask")).toMatchObject({ "gen_ai.usage.cache_write.input_tokens": 5 });
    expect(attributes("ask")).not.toHaveProperty("gen_ai.usage.cache_creation.input_tokens");
    expect(memory.metrics().map(brief)).toEqual([
      ["gen_ai.client.inference.usage.input_tokens", 1000, "{token}", "counter", undefined],
      ["gen_ai.client.inference.usage.output_tokens", 50, "{token}", "counter", undefined],
      ["gen_ai.client.inference.usage.cache_read.input_tokens", 980, "{token}", "counter", undefined],
      ["gen_ai.client.inference.usage.cache_write.input_tokens", 5, "{token}", "counter", undefined],
      ["gen_ai.client.inference.usage.reasoning.output_tokens", 20, "{token}", "counter", undefined],
      ["gen_ai.client.inference.operation.input_tokens", 1000, "{token}", "histogram", undefined],
      ["gen_ai.client.inference.operation.output_tokens", 50, "{token}", "histogram", undefined],
      ["gen_ai.usage.cost", 0.0006475, "{USD}", "counter", undefined],
      ["gen_ai.client.inference.duration", 0, "s", "histogram", undefined],
      ["gen_ai.client.embeddings.usage.input_tokens", 3, "{token}", "counter", undefined],
      ["gen_ai.client.embeddings.usage.output_tokens", 0, "{token}", "counter", undefined],
      ["gen_ai.client.embeddings.operation.input_tokens", 3, "{token}", "histogram", undefined],
      ["gen_ai.client.embeddings.operation.output_tokens", 0, "{token}", "histogram", undefined],
      ["gen_ai.client.embeddings.duration", 0, "s", "histogram", undefined],
    ]);
  });

  test("a call that fails has a duration with the error's type, and what is not known is not emitted", async () => {
    const { memory } = recording({ metrics: true });

    await expect(llm("ask", { startTime: 1000 }, () => Promise.reject(new RangeError("x")))).rejects.toThrow();
    llm.start("thrown", {}).fail("text");
    const span = llm.start("told", { startTime: 1000 });
    span.fail("text");
    span.end(3000);

    expect(memory.metrics().map(brief).slice(1)).toEqual([
      ["gen_ai.client.operation.duration", 2, "s", "histogram", "string"],
    ]);
    expect(brief(memory.metrics()[0] as MetricRecord).slice(2)).toEqual(["s", "histogram", "RangeError"]);
  });

  test("tokens count once: where a model is called inside of a call, they are that one's", () => {
    const { memory, attributes } = recording({ metrics: true });

    llm("outer", { model: "gpt-5" }, (outer) => {
      tool("t", {}, () => llm("inner", { model: "gpt-5" }, () => answer));
      outer.usage(answer.usage);
      outer.usage(answer.usage);
    });
    llm("around nothing", { model: "gpt-5" }, (outer) => {
      llm("without usage", {}, () => "x");
      outer.usage(answer.usage);
    });

    const tokens = memory.metrics().filter(({ name }) => name === "gen_ai.client.token.usage");
    expect(tokens.map(({ value }) => value)).toEqual([1000, 50, 1000, 50]);
    expect(attributes("outer")["gen_ai.usage.cost"]).toBeUndefined();
    expect(attributes("around nothing")["gen_ai.usage.cost"]).toBeGreaterThan(0);
  });
});

describe("retrieval", () => {
  test("what is found are documents, with ids, scores and chunks", () => {
    const { attributes } = recording();

    retrieval("search", { input: "opening hours", dataSource: "handbook", topK: 2 }, () => [
      { id: "d1", content: "9 to 5", score: 0.9, chunkId: "c3" },
      "Closed on Sunday.",
    ]);

    expect(attributes()).toEqual({
      "heddle.span.type": "retrieval",
      "gen_ai.operation.name": "retrieval",
      "gen_ai.data_source.id": "handbook",
      "gen_ai.request.top_k": 2,
      "openinference.span.kind": "RETRIEVER",
      "gen_ai.retrieval.query.text": "opening hours",
      "gen_ai.retrieval.documents": [
        { id: "d1", score: 0.9, content: "9 to 5", chunk_id: "c3" },
        { id: "69320df4972e3aa3", content: "Closed on Sunday." },
      ],
    });
  });

  test("documents of vector stores and frameworks are read", () => {
    const { attributes } = recording({ conventions: "main" });
    const failing = {
      get id(): string {
        throw new Error("no");
      },
    };

    rag("search", { input: { query: "x" }, topK: 3 }, (span) => {
      span.documents([
        { pageContent: "langchain", metadata: { id: 7, page: 1 } },
        { node: { id_: "n1", text: "llama" }, score: 0.5 },
        { id: "p1", score: 0.4, payload: { text: "qdrant" } },
        { _id: "e1", _score: 1.5 },
        { similarity: 0.1 },
        failing,
      ]);
      return "the answer";
    });

    expect(attributes()["gen_ai.retrieval.top_k"]).toBe(3);
    expect(attributes()["input.value"]).toEqual({ query: "x" });
    expect(attributes()["output.value"]).toBe("the answer");
    expect(attributes()["gen_ai.retrieval.documents"]).toEqual([
      { id: "7", content: "langchain", metadata: { id: 7, page: 1 } },
      { id: "n1", score: 0.5, content: "llama" },
      { id: "p1", score: 0.4, content: "qdrant" },
      { id: "e1", score: 1.5 },
      { id: "ac7ad82f3043d33c", score: 0.1, content: '{"similarity":0.1}' },
      { id: "", content: "[object Object]" },
    ]);
  });

  test("documents that were said are not looked for in the list that is returned", () => {
    const { attributes } = recording();

    retrieval("search", {}, (span) => {
      span.documents([{ id: "d1", content: "9 to 5" }]);
      return [{ row: 1 }];
    });

    expect(attributes()["gen_ai.retrieval.documents"]).toEqual([{ id: "d1", content: "9 to 5" }]);
    expect(attributes()["output.value"]).toBeUndefined();
  });

  test("a store that gives no list does no harm", () => {
    const { span } = recording();

    retrieval("search", {}, (inside) => inside.documents(null as never));

    expect(span()).toMatchObject({ status: "ok", attributes: { "output.value": "null" } });
  });

  test("an answer that is no list is the output, and contents stay out where outputs are not kept", () => {
    const { attributes } = recording();

    retrieval("answer", {}, () => "text");
    retrieval("quiet", { capture: { output: false } }, () => [
      { id: "d1", content: "secret", score: 1, metadata: { text: "secret" } },
    ]);

    expect(attributes("answer")["output.value"]).toBe("text");
    expect(attributes("quiet")["gen_ai.retrieval.documents"]).toEqual([{ id: "d1", score: 1 }]);
  });
});

test("an agent with its model and its tool, in any telemetry, as the reader sees it", async () => {
  configure();
  const memory = new InMemoryTelemetry();

  await agent("support", { telemetry: memory, input: "Weather?" }, async () => {
    await llm("ask", { model: "gpt-5" }, async () => answer);
    tool("weather", { input: { city: "Oslo" } }, () => 2);
    return "cold";
  });

  expect(memory.spans().map(({ name, status }) => `${name} ${status}`)).toEqual(["ask ok", "weather ok", "support ok"]);
});

test("attributes with the names of what every object has keep them, whatever the conventions rename", () => {
  const { attributes } = recording({ conventions: "main" });

  llm("ask", {}, (span) => span.set({ constructor: 1, "gen_ai.usage.cache_creation.input_tokens": 2 }));

  expect(attributes()).toMatchObject({ constructor: 1, "gen_ai.usage.cache_write.input_tokens": 2 });
});
