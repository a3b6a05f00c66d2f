/** Why it was decided so: what a reader of the trace wants to know. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, decision } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

agent("support", {}, () =>
  decision("route", { input: "latest news" }, (node) => {
    node.annotate("The query matched the retrieval pattern with 0.94", { confidence: 0.94 });
    node.annotate("No web search: cached results are fresh (<5min)");
    return { action: "retrieve" };
  }),
);

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// Trace: support (<ms>ms) ok
// 2 spans
// └── [agent] support +<ms>ms [<ms>ms] ✓
//     └── [decision] route +<ms>ms [<ms>ms] ✓
//             annotation: "The query matched the retrieval pattern with 0.94"
//             annotation: "No web search: cached results are fresh (<5min)"
