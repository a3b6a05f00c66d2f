/** Why spans come after each other, drawn by hand: from the newer one to the older. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, decision, task, tool } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

agent("research", {}, () => {
  const plan = decision("plan", {}, (span) => span);
  const search = tool("search", { edges: { caused_by: plan } }, (span) => span);
  const notes = task("notes", {}, (span) => span);
  task("summary", { edges: { data_flow: [search, notes] } }, (span) => span.link(plan, "handoff"));
});

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// Trace: research (<ms>ms) ok
// 5 spans, 1 tool call
// └── [agent] research +<ms>ms [<ms>ms] ✓
//     ├── [decision] plan +<ms>ms [<ms>ms] ✓
//     ├── [tool] search +<ms>ms [<ms>ms] ✓ [caused by plan]
//     ├── [task] notes +<ms>ms [<ms>ms] ✓
//     └── [task] summary +<ms>ms [<ms>ms] ✓ [data from search] [data from notes] [handoff from plan]
