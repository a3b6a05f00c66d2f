/** What goes wrong: an error that leaves the run, and one that was handled. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, tool } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

try {
  await agent("risky-task", {}, async () => {
    throw new TypeError("the answer is no JSON");
  });
} catch (error) {
  console.log("comes out as it was thrown:", String(error));
}

await agent("careful-task", {}, async (run) => {
  await tool("search", {}, async (call) => call.fail(new Error("no answer")));
  run.level("warn");
  return "I could not look it up.";
});

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// comes out as it was thrown: TypeError: the answer is no JSON
// Trace: risky-task (<ms>ms) error
// 1 span, 1 error
// └── [agent] risky-task +<ms>ms [<ms>ms] ✗
//         error: TypeError: the answer is no JSON
// Trace: careful-task (<ms>ms) ok
// 2 spans, 1 error, 1 tool call
// └── [agent] careful-task +<ms>ms [<ms>ms] ✓
//     └── [tool] search +<ms>ms [<ms>ms] ✗
//             error: Error: no answer
