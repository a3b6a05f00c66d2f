/** Every example prints what it says it prints. */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fillIn, outputBlock } from "./expected-output.ts";
import { root } from "./packages.ts";
import { RETRIES, runProgram } from "./run-program.ts";

const examples = globSync("examples/**/*.ts", {
  cwd: root,
  exclude: ["**/node_modules/**", "examples/demo/**"],
}).sort();

const hasJq = spawnSync("jq", ["--version"]).status === 0;

for (const example of examples) {
  const path = join(root, example);
  const program = readFileSync(path, "utf8");
  const missesJq = program.includes('"jq"') && !hasJq;
  const name = `${example} prints its output block${missesJq ? " (it needs jq)" : ""}`;
  test.skipIf(missesJq)(name, { retry: RETRIES }, async () => {
    const expected = outputBlock(program);

    const printed = await runProgram(path);

    expect(expected, "an example ends with a block of comments that begins with // Output:").toBeDefined();
    expect(printed).toBe(fillIn(expected ?? "", printed));
  });
}

test("the demo runs to its end", async () => {
  await expect(runProgram(join(root, "examples/demo/demo.ts"))).resolves.not.toBe("");
});

test("an output block is the comments that end a program", () => {
  expect(outputBlock("run();\n\n// Output:\n// a\n//\n//   b\n")).toBe("a\n\n  b\n");
  expect(outputBlock("// Output:\n// a\n\nrun();\n")).toBeUndefined();
  expect(outputBlock("run();\n")).toBeUndefined();
});

test("a placeholder stands for one value of its kind, and everything else for itself", () => {
  const expected = "took <ms> ms in <id>\n[a.c] <b>\n";

  expect(fillIn(expected, "took 4.213 ms in 00f067aa0ba902b7\n[a.c] <b>\n")).toBe(
    "took 4.213 ms in 00f067aa0ba902b7\n[a.c] <b>\n",
  );
  expect(fillIn(expected, "took ? ms in 00f067aa0ba902b7\n[abc] <b>\n")).toBe(expected);
  expect(fillIn(expected, "took 4 ms in 00f067aa\n")).toBe(expected);
});
