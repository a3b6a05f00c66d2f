/** A whole run: a question, a model that answers it, a tool that is called. */
import { ConsoleTelemetry } from "@heddle/core";
import { agent, configure, llm, tool } from "@heddle/genai";

configure({ telemetry: new ConsoleTelemetry({ stream: process.stdout }), metrics: false });

const question = "How do I reset my password?";
await agent("customer-support-agent", { input: question }, async () => {
  const request = { model: "gpt-4o", messages: [{ role: "user", content: question }] };
  const reply = await llm("openai-chat", { request }, () => complete(request));
  await tool("lookup-user", { input: { email: "ann@example.com" } }, () => lookUpUser("ann@example.com"));
  return reply.choices[0]?.message.content;
});

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
// • [agent] customer-support-agent (<ms>ms) input="How do I reset my password?", output="From the sign-in page."
//   • [llm] openai-chat (<ms>ms) input="How do I reset my password?", model=gpt-4o, output="From the sign-in page.", tokens=24→12, cost=$0.00018
//   • [tool] lookup-user (<ms>ms) input={"email":"ann@example.com"}, output={"id":"u-17","email":"ann@example.com"}
