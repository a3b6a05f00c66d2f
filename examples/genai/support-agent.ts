/** A whole run: a question, a model that answers it, a tool that is called. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, llm, tool } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

const question = "How do I reset my password?";
await agent("customer-support-agent", { input: question }, async () => {
  const request = { model: "gpt-4o", messages: [{ role: "user", content: question }] };
  const reply = await llm("openai-chat", { request }, () => complete(request));
  await tool("lookup-user", { input: { email: "ann@example.com" } }, () => lookUpUser("ann@example.com"));
  return reply.choices[0]?.message.content;
});

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

/** Answers as OpenAI's `chat.completions.create` does, without a key. */
async function complete({ model }: { readonly model: string }) {
  return {
    model,
    choices: [{ finish_reason: "stop", message: { role: "assistant", content: "From the sign-in page." } }],
    usage: { prompt_tokens: 24, completion_tokens: 12 },
  };
}

async function lookUpUser(email: string) {
  return { id: "u-17", email };
}

// Output:
// Trace: customer-support-agent (<ms>ms) ok
// 3 spans, 1 model call, 1 tool call, 24 tokens in, 12 out, $0.00018
// └── [agent] customer-support-agent +<ms>ms [<ms>ms] ✓
//     ├── [llm] openai-chat +<ms>ms [<ms>ms] ✓ 24 tokens in, 12 out, $0.00018
//     └── [tool] lookup-user +<ms>ms [<ms>ms] ✓
