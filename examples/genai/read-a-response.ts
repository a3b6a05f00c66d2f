/** One shape for what every provider answers: messages, finish reasons, tokens, and what it cost. */
import { costOf, readMessages, readResponse } from "@heddle/genai";

const anthropic = {
  id: "msg_01",
  model: "claude-sonnet-4-5",
  role: "assistant",
  content: [
    { type: "text", text: "Let me look." },
    { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } },
  ],
  stop_reason: "tool_use",
  usage: { input_tokens: 20, cache_read_input_tokens: 980, output_tokens: 50 },
};
const openai = {
  id: "chatcmpl-1",
  model: "gpt-5-2025-08-07",
  choices: [{ finish_reason: "stop", message: { role: "assistant", content: "It is cold." } }],
  usage: { prompt_tokens: 1000, prompt_tokens_details: { cached_tokens: 980 }, completion_tokens: 50 },
};

for (const given of [anthropic, openai]) {
  const { messages = [], finishReasons, usage, model = "" } = readResponse(given) ?? {};
  const cost = usage && costOf(usage, { model, at: Date.parse("2026-06-01") });
  console.log(JSON.stringify(messages[0]?.parts));
  console.log(model, finishReasons, usage?.inputTokens, usage?.cacheReadTokens, cost?.total);
}
console.log(
  readMessages({ system: "Be brief.", messages: [{ role: "user", content: "Hi." }] }).map(({ role }) => role),
);

// Output:
// [{"type":"text","content":"Let me look."},{"type":"tool_call","id":"toolu_1","name":"weather","arguments":{"city":"Oslo"}}]
// claude-sonnet-4-5 [ 'tool_call' ] 1000 980 0.001104
// [{"type":"text","content":"It is cold."}]
// gpt-5-2025-08-07 [ 'stop' ] 1000 980 0.0006475
// [ 'system', 'user' ]
