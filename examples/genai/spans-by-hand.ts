/** A span around a closure ends by itself; one that is started ends by hand, or with its block. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, custom, llm, tool } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

await agent("my-agent", {}, async () => {
  // Recommended: the closure is the span.
  await llm("my-llm-call", { model: "gpt-4o", input: "Hello" }, async () => "Hi!");

  // For callbacks that say when something begins and when it is over.
  const search = tool.start("my-tool-call", { input: { query: "search term" } });
  search.output({ results: 3 });
  search.end();

  // A failure that was handled.
  const refused = tool.start("my-tool-call", { input: { query: "" } });
  refused.fail(new Error("the query is empty"));
  refused.end();

  {
    using index = custom.start("index");
    index.output({ pages: 12 });
  }
});

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// Trace: my-agent (<ms>ms) ok
// 5 spans, 1 error, 1 model call, 2 tool calls
// └── [agent] my-agent +<ms>ms [<ms>ms] ✓
//     ├── [llm] my-llm-call gpt-4o +<ms>ms [<ms>ms] ✓
//     ├── [tool] my-tool-call +<ms>ms [<ms>ms] ✓
//     ├── [tool] my-tool-call +<ms>ms [<ms>ms] ✗
//     │       error: Error: the query is empty
//     └── [custom] index +<ms>ms [<ms>ms] ✓
