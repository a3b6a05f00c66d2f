/** The state of files before and after an agent's work: what differs, and how to go back. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure } from "@heddle/genai";
import { checkpoint, diffCheckpoints, restore } from "@heddle/genai/workspace";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });
await writeFile("main.ts", "let a = 1;\n");
await writeFile("old.ts", "");

await agent("edit-task", {}, async () => {
  const options = { files: ["*.ts"], contents: true };
  const before = await checkpoint("before-edit", { ...options, description: "State before code modification" });

  await writeFile("main.ts", "const a = 1;\n");
  await rm("old.ts");

  const after = await checkpoint("after-edit", options);
  const { removed, changed } = await diffCheckpoints(before, after);
  console.log("removed:", removed);
  console.log(changed[0]?.diff);

  await restore(before);
  console.log("restored:", (await readFile("main.ts", "utf8")).trim());
});

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// removed: [ 'old.ts' ]
// --- main.ts
// +++ main.ts
// @@ -1,1 +1,1 @@
// -let a = 1;
// +const a = 1;
//
// restored: let a = 1;
// Trace: edit-task (<ms>ms) ok
// 4 spans
// └── [agent] edit-task +<ms>ms [<ms>ms] ✓
//     ├── [task] checkpoint before-edit +<ms>ms [<ms>ms] ✓
//     ├── [task] checkpoint after-edit +<ms>ms [<ms>ms] ✓
//     └── [task] restore before-edit +<ms>ms [<ms>ms] ✓
