import { type Cost, costOf } from "@heddle/genai";
import { calcPrice } from "@pydantic/genai-prices";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const at = Date.parse("2026-06-01T00:00:00Z");
const usage = { inputTokens: 1000, outputTokens: 100 };

describe("known prices", () => {
  test.each([
    ["gpt-4o", "openai"],
    ["gpt-5", "openai"],
    ["claude-sonnet-4-5", "anthropic"],
    ["claude-haiku-4-5", "anthropic"],
    ["gemini-2.5-pro", "google"],
    ["grok-4", "x-ai"],
    ["deepseek-chat", "deepseek"],
    ["sonar", "perplexity"],
  ])("the price of %s is the same however often it was looked up", (model, provider) => {
    const count = fc.nat({ max: 1_000_000 });
    fc.assert(
      fc.property(count, count, fc.nat({ max: 5000 }), fc.nat({ max: 5000 }), (fresh, output, read, write) => {
        const inputTokens = fresh + read + write;
        const counts = {
          input_tokens: inputTokens,
          output_tokens: output,
          ...(read > 0 && { cache_read_tokens: read }),
          ...(write > 0 && { cache_write_tokens: write }),
        };

        const cost = costOf(
          { inputTokens, outputTokens: output, cacheReadTokens: read, cacheWriteTokens: write },
          { model, provider, at },
        );

        const price = calcPrice(counts, model, { timestamp: new Date(at), providerId: provider });
        expect(cost?.total).toBeCloseTo(price?.total_price as number, 8);
        expect(cost?.input).toBeCloseTo(price?.input_price as number, 8);
      }),
    );
  });

  test("counts that are none are taken alike, however often the price was looked up", () => {
    const ask = (inputTokens: number) => costOf({ inputTokens, outputTokens: 1 }, { model: "gpt-4o", at });
    ask(10);

    expect(ask(-5)).toEqual(ask(0));
    expect(() => ask(Number.NaN)).toThrow("expected a finite non-negative number");
  });

  test("by provider and model, cached tokens at their own price", () => {
    const plain = costOf(usage, { model: "gpt-5", provider: "openai", at }) as Cost;
    const cached = costOf({ ...usage, cacheReadTokens: 800 }, { model: "gpt-5", provider: "openai", at }) as Cost;

    expect(plain).toEqual({ input: 0.00125, output: 0.001, total: 0.00225 });
    expect(cached).toEqual({ input: 0.00035, output: 0.001, total: 0.00135 });
  });

  test.each([
    ["gpt-5-2025-08-07", undefined],
    ["gpt-5", "azure.ai.openai"],
    ["gemini-2.5-pro", "gcp.gemini"],
    ["claude-sonnet-4-5", "anthropic"],
    ["grok-4", "x_ai"],
    ["mistral-large-latest", "mistral_ai"],
  ])("%s of %s", (model, provider) => {
    const cost = costOf(usage, { model, at, ...(provider !== undefined && { provider }) });

    expect(cost?.total).toBeGreaterThan(0);
  });

  test("a provider that resells is found by the model, and now is the time unless told", () => {
    expect(costOf(usage, { model: "gpt-5", provider: "my-gateway" })?.total).toBeGreaterThan(0);
  });

  test("a cache that was written costs more than fresh input", () => {
    const question = { model: "claude-sonnet-4-5", provider: "anthropic", at };

    const [fresh, written] = [costOf(usage, question), costOf({ ...usage, cacheWriteTokens: 1000 }, question)];

    expect(written?.input).toBeGreaterThan(fresh?.input as number);
  });

  test("counts that contradict each other are no error", () => {
    expect(costOf({ inputTokens: 10, outputTokens: 0, cacheReadTokens: 800 }, { model: "gpt-5", at })).toEqual({
      input: 0.0001,
      output: 0,
      total: 0.0001,
    });
  });

  test("a model that nobody knows has no cost, rather than none", () => {
    expect(costOf(usage, { model: "my-own-7b", provider: "openai" })).toBeUndefined();
    expect(costOf(usage, { model: "" })).toBeUndefined();
  });
});

describe("prices of one's own", () => {
  const prices = {
    "gpt-5": { input: 1, output: 2 },
    "local-*": { input: 0, output: 0 },
    "local-big-*": { input: 10, output: 20, cacheRead: 1, cacheWrite: 12 },
  };

  test("come before the known ones", () => {
    expect(costOf(usage, { model: "gpt-5", prices })).toEqual({ input: 0.001, output: 0.0002, total: 0.0012 });
    expect(costOf({ ...usage, cacheReadTokens: 900 }, { model: "gpt-5", prices })?.input).toBe(0.001);
  });

  test("the longest beginning is the one that counts", () => {
    const cached = { ...usage, cacheReadTokens: 500, cacheWriteTokens: 300 };

    expect(costOf(usage, { model: "local-7b", prices })?.total).toBe(0);
    expect(costOf(cached, { model: "local-big-70b", prices })).toEqual({ input: 0.0061, output: 0.002, total: 0.0081 });
  });

  test("names of objects' own methods are names like any other", () => {
    expect(costOf(usage, { model: "constructor", prices })).toBeUndefined();
  });
});
