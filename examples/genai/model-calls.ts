/** Calls of models: the request and the answer are read in the words of each provider, or told in ours. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, llm } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });
const messages = [{ role: "user", content: "Hello" }];

await agent("chat", {}, async () => {
  const request = { model: "gpt-4o", temperature: 0.7, messages };
  await llm("gpt-call", { request }, async () => ({
    model: "gpt-4o-2024-08-06",
    choices: [{ finish_reason: "stop", message: { role: "assistant", content: "Hi!" } }],
    usage: { prompt_tokens: 9, completion_tokens: 3 },
  }));

  const anthropicRequest = { model: "claude-sonnet-4-5", max_tokens: 1024, messages };
  await llm("claude-call", { request: anthropicRequest }, async () => ({
    model: "claude-sonnet-4-5",
    role: "assistant",
    content: [{ type: "text", text: "Hi!" }],
    stop_reason: "end_turn",
    usage: { input_tokens: 9, output_tokens: 3 },
  }));

  const parameters = { temperature: 0, maxTokens: 100 };
  const tools = [{ type: "function", name: "weather", description: "The weather of a city." }];
  await llm("by hand", { model: "mistral-large-latest", parameters, tools, input: messages }, async (span) => {
    span.usage({ inputTokens: 9, outputTokens: 3 });
    return "Hi!";
  });
});

for (const { name, attributes } of memory.spans()) {
  const said = Object.entries(attributes).filter(([key]) => /request\.|response\.|provider|tool/.test(key));
  if (said.length > 0) console.log(name, Object.fromEntries(said));
}

// Output:
// gpt-call {
//   'gen_ai.provider.name': 'openai',
//   'gen_ai.request.model': 'gpt-4o',
//   'gen_ai.request.temperature': 0.7,
//   'gen_ai.response.model': 'gpt-4o-2024-08-06',
//   'gen_ai.response.finish_reasons': [ 'stop' ]
// }
// claude-call {
//   'gen_ai.provider.name': 'anthropic',
//   'gen_ai.request.model': 'claude-sonnet-4-5',
//   'gen_ai.request.max_tokens': 1024,
//   'gen_ai.response.model': 'claude-sonnet-4-5',
//   'gen_ai.response.finish_reasons': [ 'stop' ]
// }
// by hand {
//   'gen_ai.provider.name': 'mistral_ai',
//   'gen_ai.request.model': 'mistral-large-latest',
//   'gen_ai.request.temperature': 0,
//   'gen_ai.request.max_tokens': 100,
//   'gen_ai.tool.definitions': [
//     {
//       type: 'function',
//       name: 'weather',
//       description: 'The weather of a city.'
//     }
//   ]
// }
