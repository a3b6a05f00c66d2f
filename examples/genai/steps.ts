/** Steps below a run, each with what it gives to the next. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, task, transformation } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

await agent("parent-task", {}, async () => {
  const rows = await task("fetch-data", {}, async (step) => {
    const records = [3, 1, 2];
    step.output({ records: records.length });
    return records;
  });
  return transformation("transform", { input: rows }, () => rows.sort());
});

for (const trace of buildTraces(memory.spans())) {
  process.stdout.write(renderTree(trace));
  for (const { record } of trace.spans)
    console.log(record.name, "->", JSON.stringify(record.attributes["output.value"]));
}

// Output:
// Trace: parent-task (<ms>ms) ok
// 3 spans
// └── [agent] parent-task +<ms>ms [<ms>ms] ✓
//     ├── [task] fetch-data +<ms>ms [<ms>ms] ✓
//     └── [transformation] transform +<ms>ms [<ms>ms] ✓
// parent-task -> [1,2,3]
// fetch-data -> {"records":3}
// transform -> [1,2,3]
