import { requestAttributes } from "@heddle/genai";
import { expect, test } from "vitest";

test("parameters have the names of the conventions, and others one of ours", () => {
  const attributes = requestAttributes({
    temperature: 0,
    maxTokens: 500,
    topP: 0.9,
    topK: 40,
    frequencyPenalty: 0.1,
    presencePenalty: -0.1,
    stopSequences: ["END"],
    seed: 7,
    choiceCount: 2,
    reasoningLevel: "high",
    outputType: "json",
    previousResponseId: "resp_0",
    others: { logit_bias: { "50256": -100 }, serviceTier: "flex", "x-mode": true, useHTTP2: false },
  });

  expect(attributes).toStrictEqual({
    "gen_ai.request.temperature": 0,
    "gen_ai.request.max_tokens": 500,
    "gen_ai.request.top_p": 0.9,
    "gen_ai.request.top_k": 40,
    "gen_ai.request.frequency_penalty": 0.1,
    "gen_ai.request.presence_penalty": -0.1,
    "gen_ai.request.stop_sequences": ["END"],
    "gen_ai.request.seed": 7,
    "gen_ai.request.choice.count": 2,
    "gen_ai.request.reasoning.level": "high",
    "gen_ai.output.type": "json",
    "gen_ai.request.previous_response.id": "resp_0",
    "heddle.request.logit_bias": { "50256": -100 },
    "heddle.request.service_tier": "flex",
    "heddle.request.x_mode": true,
    "heddle.request.use_http2": false,
  });
});

test("what was not asked for is absent, and so is the count of one choice", () => {
  expect([requestAttributes({}), requestAttributes({ choiceCount: 1 })]).toStrictEqual([{}, {}]);
});

test("a program without types may say null of what it does not ask for", () => {
  expect(requestAttributes({ temperature: 0, others: null as never })).toEqual({ "gen_ai.request.temperature": 0 });
});
