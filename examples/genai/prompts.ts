/** Prompts that are registered, versioned and labelled, and linked to the spans that use them. */
import { InMemoryTelemetry } from "@heddle/core";
import { configure, llm, MemoryPromptStore } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

// `new FilePromptStore("prompts")` keeps them in a folder of files, to review and commit.
const prompts = new MemoryPromptStore();
const name = "customer-support-system";
await prompts.set({ name, content: "You help customers of {{company_name}}.", modelHint: "gpt-4o" });
await prompts.set({ name, content: "You help customers of {{company_name}}. Be concise.", modelHint: "gpt-4o" });
await prompts.label(name, 1, "production");

const versions = await Promise.all([
  prompts.get(name), // The one in production, else the latest.
  prompts.get(name, { version: 2 }),
  prompts.get(name, { label: "production" }),
]);
console.log(versions.map(({ version, labels }) => `${version} ${labels}`));

const prompt = await prompts.get(name, { version: 2 });
const variables = { company_name: "Acme" };
await llm("answer", { model: "gpt-4o" }, async (span) => {
  span.prompt(prompt, variables);
  return prompt.compile(variables);
});

for (const [key, value] of Object.entries(memory.spans()[0]?.attributes ?? {})) {
  if (key.startsWith("gen_ai.prompt.")) console.log(key, value);
}

try {
  prompt.compile({ company: "Acme" });
} catch (error) {
  console.log(String(error));
}

// Output:
// [ '1 production', '2 ', '1 production' ]
// gen_ai.prompt.name customer-support-system
// gen_ai.prompt.version 2
// gen_ai.prompt.variable.company_name Acme
// TypeError: Prompt "customer-support-system": the variable "company_name" is missing; given are "company"
