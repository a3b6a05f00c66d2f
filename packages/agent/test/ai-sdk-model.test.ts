import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createOpenAI } from "@ai-sdk/openai";
import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import {
  Agent,
  type AiSdkLanguageModel,
  type AiSdkPart,
  aiSdkModel,
  type Model,
  type ModelChunk,
  tool,
} from "@heddle/agent";
import { InMemoryTelemetry, type JsonObject } from "@heddle/core";
import "@heddle/testing/vitest";
import { afterEach, describe, expect, test } from "vitest";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Answer = (response: ServerResponse) => void;

/** A server that speaks OpenAI's chat completions, and a model behind it. */
async function openAi(answers: readonly Answer[]): Promise<{ model: AiSdkLanguageModel; requests: JsonObject[] }> {
  const requests: JsonObject[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    requests.push(JSON.parse(Buffer.concat(await request.toArray()).toString()));
    answers[requests.length - 1]?.(response);
  });
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return { model: createOpenAI({ baseURL, apiKey: "none" }).chat("gpt-4.1-mini"), requests };
}

/** Streams chunks of a chat completion, and their usage. */
const chat =
  (...deltas: readonly object[]): Answer =>
  (response) => {
    const base = { id: "x", object: "chat.completion.chunk", created: 0, model: "gpt-4.1-mini" };
    const write = (chunk: object) => response.write(`data: ${JSON.stringify({ ...base, ...chunk })}\n\n`);
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const delta of deltas) write({ choices: [{ index: 0, delta, finish_reason: null }] });
    const reason = deltas.some((delta) => "tool_calls" in delta) ? "tool_calls" : "stop";
    write({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
    write({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 } });
    response.end("data: [DONE]\n\n");
  };

const toolCall = (index: number, id: string, args: string) => {
  return { index, id, type: "function", function: { name: "add", arguments: args } };
};

const add = tool<{ a: number; b: number }>({
  name: "add",
  description: "Adds.",
  parameters: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } }, required: ["a", "b"] },
  execute: ({ a, b }) => a + b,
});

describe("OpenAI's wire format", () => {
  test("an agent calls two tools at once and answers, streamed", async () => {
    const { model, requests } = await openAi([
      chat(
        { role: "assistant", content: "Adding" },
        { tool_calls: [toolCall(0, "call-1", '{"a":2,')] },
        { tool_calls: [{ index: 0, function: { arguments: '"b":3}' } }] },
        { tool_calls: [toolCall(1, "call-2", '{"a":"x"}')] },
      ),
      chat({ tool_calls: [toolCall(0, "call-3", '{"a":1,"b":1}')] }),
      chat({ role: "assistant", content: "The sum " }, { content: "is 5." }),
    ]);
    const telemetry = new InMemoryTelemetry();
    const priced = aiSdkModel(model, { costUsd: ({ inputTokens, outputTokens }) => inputTokens + outputTokens });
    const agent = new Agent("You add.", { model: priced, tools: [add], telemetry });

    const result = await agent.run("2 + 3?");

    expect(result).toMatchObject({
      output: "The sum is 5.",
      usage: { inputTokens: 33, outputTokens: 21, costUsd: 54 },
    });
    expect(requests[2]?.messages).toEqual([
      { role: "system", content: "You add." },
      { role: "user", content: "2 + 3?" },
      {
        role: "assistant",
        content: "Adding",
        tool_calls: [
          { id: "call-1", type: "function", function: { name: "add", arguments: '{"a":2,"b":3}' } },
          { id: "call-2", type: "function", function: { name: "add", arguments: '{"a":"x"}' } },
        ],
      },
      { role: "tool", tool_call_id: "call-1", content: "5" },
      { role: "tool", tool_call_id: "call-2", content: expect.stringContaining("add was not called: ") },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "call-3", type: "function", function: { name: "add", arguments: '{"a":1,"b":1}' } }],
      },
      { role: "tool", tool_call_id: "call-3", content: "2" },
    ]);
    expect(requests[0]).toMatchObject({ model: "gpt-4.1-mini", stream: true, tools: [{ function: { name: "add" } }] });
    expect(telemetry).toHaveSpan({ name: "loom.model.stream", model: "gpt-4.1-mini" }, { times: 3 });
    expect(telemetry).toHaveCalledTools(["add", { name: "add", status: "error" }, "add"]);
  });

  test("a server that is busy is asked again; one that refuses is not", async () => {
    const status =
      (code: number): Answer =>
      (response) => {
        response.writeHead(code, { "content-type": "application/json" }).end('{"error":{"message":"no"}}');
      };
    const busy = await openAi([status(503), chat({ content: "Here." })]);
    const strict = await openAi([status(401)]);
    const telemetry = new InMemoryTelemetry();

    const { output } = await new Agent("", { model: aiSdkModel(busy.model), telemetry }).run("Go.");

    expect(output).toBe("Here.");
    expect(telemetry).toHaveSpan({ name: "loom.model.stream", attributes: { retries: 1, tokens_in: 11 } });
    await expect(new Agent("", { model: aiSdkModel(strict.model) }).run("Go.")).rejects.toMatchObject({
      statusCode: 401,
    });
  });

  test("a run that is called off closes the connection", async () => {
    const stop = new AbortController();
    const closed = Promise.withResolvers<void>();
    const { model } = await openAi([
      (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
        response.on("close", closed.resolve);
        stop.abort();
      },
    ]);

    const running = new Agent("", { model: aiSdkModel(model) }).run("Go.", { signal: stop.signal });

    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    await closed.promise;
  });
});

describe("an answer that goes wrong", () => {
  /** A model that answers with these parts. */
  const modelOf = (...parts: LanguageModelV4StreamPart[]): Model =>
    aiSdkModel({ modelId: "m", doStream: async () => ({ stream: ReadableStream.from<AiSdkPart>(parts) }) });
  const usage = {
    inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: undefined, text: undefined, reasoning: undefined },
  };
  const finish = (unified: "stop" | "error" | "interrupted"): LanguageModelV4StreamPart => {
    return { type: "finish", usage, finishReason: { unified, raw: undefined } };
  };

  test("an error in the middle of it is the run's", async () => {
    const error = new Error("connection lost");

    await expect(new Agent("", { model: modelOf({ type: "error", error }) }).run("Go.")).rejects.toBe(error);
  });

  test("what is no error becomes one", async () => {
    for (const [error, message] of [
      ["Overloaded", "Overloaded"],
      [{ code: 5 }, '{"code":5}'],
    ]) {
      const running = new Agent("", { model: modelOf({ type: "error", error }) }).run("Go.");

      await expect(running).rejects.toEqual(new Error(message as string, { cause: error }));
    }
  });

  test.each(["error", "interrupted"] as const)("an end by %s is an error", async (unified) => {
    await expect(new Agent("", { model: modelOf(finish(unified)) }).run("Go.")).rejects.toThrow(
      `the model's answer ended with ${unified}`,
    );
  });

  test("arguments that are no JSON reach the tool's schema, and none at all are an empty object", async () => {
    const calls = ['{"a":', ""].map((input, n): LanguageModelV4StreamPart => {
      return { type: "tool-call", toolCallId: `${n}`, toolName: "add", input };
    });
    const request = { messages: [], tools: [], signal: new AbortController().signal };
    const chunks: ModelChunk[] = [];
    for await (const chunk of modelOf(...calls, finish("stop")).stream(request)) chunks.push(chunk);

    expect(chunks).toEqual([
      { type: "tool_call", call: { id: "0", name: "add", arguments: '{"a":' } },
      { type: "tool_call", call: { id: "1", name: "add", arguments: {} } },
      { type: "finish", usage: { inputTokens: 0, outputTokens: 0 } },
    ]);
  });
});

test("what is no model of the AI SDK is refused", () => {
  expect(() => aiSdkModel("gpt-5" as never)).toThrow('aiSdkModel: model is "gpt-5"; give one: openai("gpt-5")');
});
