/** What an agent does to files: told afterwards, or watched while it is done. */
import { writeFile } from "node:fs/promises";
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure } from "@heddle/genai";
import { fileOperation, withFileOperation } from "@heddle/genai/workspace";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

await agent("refactor", {}, async () => {
  fileOperation({ operation: "edit", path: "main.ts", before: "let a = 1;\n", after: "const a = 1;\n" });

  const options = { operation: "create", path: "notes.md", reason: "for the next run" } as const;
  await withFileOperation(options, () => writeFile("notes.md", "Done.\n"));
});

for (const { attributes, events = [] } of memory.spans()) {
  for (const file of [attributes, ...events.map((event) => event.attributes)]) {
    const { "file.path": path, "heddle.file.operation": operation, "heddle.file.diff": diff } = file;
    if (path !== undefined) console.log(`${operation} ${path}\n${String(diff).trimEnd()}`);
  }
}

// Output:
// create notes.md
// --- /dev/null
// +++ notes.md
// @@ -0,0 +1,1 @@
// +Done.
// edit main.ts
// --- main.ts
// +++ main.ts
// @@ -1,1 +1,1 @@
// -let a = 1;
// +const a = 1;
