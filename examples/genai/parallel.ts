/** Branches that run at the same time, each in a lane of its own. */
import { setTimeout as sleep } from "node:timers/promises";
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, parallel, tool } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

const search = (source: string, ms: number) =>
  tool(`search ${source}`, { input: { source } }, async () => {
    await sleep(ms);
    return `${source}: 3 hits`;
  });

const found = await agent("parallel_search", {}, () =>
  parallel([() => search("web", 20), () => search("docs", 10), () => search("arxiv", 1)]),
);

console.log(found);
for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// [ 'web: 3 hits', 'docs: 3 hits', 'arxiv: 3 hits' ]
// Trace: parallel_search (<ms>ms) ok
// 4 spans, 3 tool calls
// └── [agent] parallel_search +<ms>ms [<ms>ms] ✓
//     ├── [tool] search web +<ms>ms [<ms>ms] ✓ [branched from parallel_search]
//     ├── [tool] search docs +<ms>ms [<ms>ms] ✓ [branched from parallel_search]
//     └── [tool] search arxiv +<ms>ms [<ms>ms] ✓ [branched from parallel_search]
