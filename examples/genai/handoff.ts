/** One agent hands the work to another. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, decision, llm, subAgent, tool } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

await agent("router", { input: "My invoice is wrong." }, async () => {
  const route = await decision("pick a specialist", {}, async (span) => {
    span.annotate("The word invoice: billing");
    return span;
  });
  return subAgent("billing", { edges: { handoff: route } }, async () => {
    await tool("find invoice", { input: { customer: "c-9" } }, async () => ({ total: 120 }));
    return llm("answer", { model: "gpt-4o" }, async () => "It is corrected.");
  });
});

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// Trace: router (<ms>ms) ok
// 5 spans, 1 model call, 1 tool call
// └── [agent] router +<ms>ms [<ms>ms] ✓
//     ├── [decision] pick a specialist +<ms>ms [<ms>ms] ✓
//     │       annotation: "The word invoice: billing"
//     └── [sub_agent] billing +<ms>ms [<ms>ms] ✓ [handoff from pick a specialist]
//         ├── [tool] find invoice +<ms>ms [<ms>ms] ✓
//         └── [llm] answer gpt-4o +<ms>ms [<ms>ms] ✓
