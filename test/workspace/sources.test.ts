/** The product's files are written as CONTRIBUTING.md says. */
import { expect, test } from "vitest";
import { packages } from "./packages.ts";
import { source } from "./source.ts";
import { sourceFaults } from "./source-faults.ts";

for (const each of packages()) {
  test(`${each.name} opens its files with a sentence, documents its exports and keeps its files short`, () => {
    expect(sourceFaults(each)).toEqual([]);
  });
}

test("a file that is long, vaguely named or without an opening sentence is told so", () => {
  const faults = sourceFaults({
    name: "@heddle/core",
    folder: "packages/core",
    manifest: { name: "@heddle/core" },
    sources: [
      source("packages/core/src/utils.ts", "/** Helps. */\n"),
      source("packages/core/src/two.ts", "/** Says one thing. And another. */\n"),
      source("packages/core/src/none.ts", "// Says a thing.\n"),
      source("packages/core/src/long.ts", `/** Goes on. */\n${"run();\n".repeat(200)}`),
      source("packages/core/src/right.ts", `/** Opens over\n * two lines. */\n${"run();\n".repeat(198)}`),
    ],
  });

  expect(faults).toEqual([
    "packages/core/src/utils.ts: name the file after what it exports",
    "packages/core/src/two.ts: open with one sentence, /** like this. */",
    "packages/core/src/none.ts: open with one sentence, /** like this. */",
    "packages/core/src/long.ts: 201 lines, of at most 200",
  ]);
});

test("an exported name without a docstring of its own is told so", () => {
  const faults = sourceFaults({
    name: "@heddle/core",
    folder: "packages/core",
    manifest: { name: "@heddle/core", exports: { ".": { "@heddle/source": "./src/index.ts" } } },
    sources: [
      source("packages/core/src/index.ts", '/** Exports. */\nexport { a, b, type C, d, e } from "./all.ts";\n'),
      source(
        "packages/core/src/all.ts",
        "/** Opens the file. */\nexport const a = 1;\n// Not a docstring.\nexport class b {}\n" +
          "/** Not right above. */\n\nexport interface C {}\n/** Says d. */\nexport function d() {}\nexport { e } from './e.ts';\n",
      ),
    ],
  });

  expect(faults).toEqual(
    ["a", "b", "C", "e"].map(
      (name) => `packages/core/src/all.ts: "${name}" needs a docstring right above its declaration`,
    ),
  );
});
