/** A model's stream: passed on as it comes, and put together as the answer that it is. */
import { InMemoryTelemetry } from "@heddle/core";
import { configure, llm } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

const request = { model: "gpt-4o", stream: true, messages: [{ role: "user", content: "Weather in Oslo and Rome?" }] };
for await (const chunk of llm.stream("answer", { request }, () => stream())) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}

const { attributes } = memory.spans()[0] ?? {};
console.log(JSON.stringify(attributes?.["gen_ai.output.messages"], null, 1));
console.log("tokens:", attributes?.["gen_ai.usage.output_tokens"], "cost:", attributes?.["gen_ai.usage.cost"]);
console.log("time to the first token is known:", attributes?.["gen_ai.response.time_to_first_chunk"] !== undefined);

/** Two calls of a tool, in pieces, as OpenAI streams them. */
async function* stream() {
  const piece = (delta: object, finish_reason: string | null = null) => ({
    model: "gpt-4o",
    choices: [{ index: 0, finish_reason, delta: delta as { content?: string } }],
  });
  yield piece({ role: "assistant", content: "Let me look.\n" });
  yield piece({ tool_calls: [{ index: 0, id: "c1", function: { name: "weather", arguments: '{"city":' } }] });
  yield piece({ tool_calls: [{ index: 1, id: "c2", function: { name: "weather", arguments: '{"city":"Rome"}' } }] });
  yield piece({ tool_calls: [{ index: 0, function: { arguments: '"Oslo"}' } }] });
  yield piece({}, "tool_calls");
  yield { model: "gpt-4o", choices: [], usage: { prompt_tokens: 14, completion_tokens: 40 } };
}

// Output:
// Let me look.
// [
//  {
//   "role": "assistant",
//   "parts": [
//    {
//     "type": "text",
//     "content": "Let me look.\n"
//    },
//    {
//     "type": "tool_call",
//     "id": "c1",
//     "name": "weather",
//     "arguments": {
//      "city": "Oslo"
//     }
//    },
//    {
//     "type": "tool_call",
//     "id": "c2",
//     "name": "weather",
//     "arguments": {
//      "city": "Rome"
//     }
//    }
//   ],
//   "finish_reason": "tool_call"
//  }
// ]
// tokens: 40 cost: 0.000435
// time to the first token is known: true
