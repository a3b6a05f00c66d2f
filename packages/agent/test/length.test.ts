import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What stands beside the agent, and is not needed to read it. */
const beside = new Set([
  "ai-sdk-model.ts",
  "audit-log.ts",
  "index.ts",
  "memory.ts",
  "scripted-model.ts",
  "workflow.ts",
]);

test("the agent can be read in one sitting: it is less than 600 lines of code", () => {
  const folder = join(import.meta.dirname, "../src");
  const files = readdirSync(folder).filter((file) => !beside.has(file));

  const lines = files.flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"));
  const code = lines.filter((line) => line.trim() !== "" && !/^\s*(\/\/|\/?\*)/.test(line));

  expect(files.length).toBeGreaterThan(10);
  expect(code.length).toBeLessThan(600);
});
