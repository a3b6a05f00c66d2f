/** What a call took and cost: read from the answer, or told in the words of any provider. */
import { InMemoryTelemetry } from "@heddle/core";
import { configure, llm } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory, prices: { "our-model": { input: 2, output: 10 } } });

await llm("OpenAI's answer", { model: "gpt-4o" }, async () => ({
  model: "gpt-4o",
  choices: [{ finish_reason: "stop", message: { role: "assistant", content: "Hi." } }],
  usage: { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 800 } },
}));
await llm("Anthropic's words", { model: "claude-sonnet-4-5" }, async (span) => {
  span.usage({ input_tokens: 200, cache_read_input_tokens: 800, output_tokens: 100 });
});
await llm("a price of one's own", { model: "our-model" }, async (span) => {
  span.usage({ inputTokens: 1000, outputTokens: 100 });
});
await llm("a cost that is known", { model: "gpt-4o" }, async (span) => {
  span.usage({ inputTokens: 1000, outputTokens: 100 });
  span.cost(0.5);
});
await llm("a model that nobody knows", { model: "llama-at-home" }, async (span) => {
  span.usage({ inputTokens: 1000, outputTokens: 100 });
});

for (const { name, attributes } of memory.spans()) {
  const { "gen_ai.usage.input_tokens": input, "gen_ai.usage.output_tokens": output } = attributes;
  const { "gen_ai.usage.cache_read.input_tokens": cached, "gen_ai.usage.cost": cost } = attributes;
  console.log(`${name}: ${input} in (${cached ?? 0} cached), ${output} out, ${cost ?? "unknown"} USD`);
}

// Output:
// OpenAI's answer: 1000 in (800 cached), 100 out, 0.0025 USD
// Anthropic's words: 1000 in (800 cached), 100 out, 0.00234 USD
// a price of one's own: 1000 in (0 cached), 100 out, 0.003 USD
// a cost that is known: 1000 in (0 cached), 100 out, 0.5 USD
// a model that nobody knows: 1000 in (0 cached), 100 out, unknown USD
