/** What holds for every span of the program; each setting has an environment variable. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, llm } from "@heddle/genai";

// The environment says what `configure` is not told.
process.env.HEDDLE_ENVIRONMENT = "staging";
process.env.HEDDLE_MAX_OUTPUT_LENGTH = "50";

const memory = new InMemoryTelemetry();
configure({
  telemetry: memory,
  version: "3.1.0",
  capture: { input: false },
  prices: { "our-*": { input: 2, output: 10 } },
  metrics: false,
  conventions: "main",
});

agent("support", { input: "secret" }, () =>
  llm("answer", { model: "our-model" }, (call) => {
    call.usage({ inputTokens: 100, outputTokens: 10, cacheWriteTokens: 50 });
    return "A long answer that ends early, as the environment says.";
  }),
);

for (const { attributes } of memory.spans()) console.dir(attributes, { depth: null });

// Output:
// {
//   'heddle.span.type': 'llm',
//   'gen_ai.operation.name': 'chat',
//   'gen_ai.request.model': 'our-model',
//   'openinference.span.kind': 'LLM',
//   'deployment.environment.name': 'staging',
//   'gen_ai.output.messages': [
//     {
//       role: 'assistant',
//       parts: [
//         {
//           type: 'text',
//           content: 'A long answer that ends early, as the environment … [5 more]'
//         }
//       ],
//       finish_reason: 'stop'
//     }
//   ],
//   'gen_ai.usage.input_tokens': 100,
//   'gen_ai.usage.output_tokens': 10,
//   'gen_ai.usage.cache_write.input_tokens': 50,
//   'gen_ai.usage.cost': 0.0003
// }
// {
//   'heddle.span.type': 'agent',
//   'gen_ai.operation.name': 'invoke_agent',
//   'gen_ai.agent.name': 'support',
//   'openinference.span.kind': 'AGENT',
//   'service.version': '3.1.0',
//   'deployment.environment.name': 'staging',
//   'gen_ai.output.messages': [
//     {
//       role: 'assistant',
//       parts: [
//         {
//           type: 'text',
//           content: 'A long answer that ends early, as the environment … [5 more]'
//         }
//       ],
//       finish_reason: 'stop'
//     }
//   ]
// }
