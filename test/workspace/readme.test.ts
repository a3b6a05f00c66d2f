/** What the READMEs and CONTRIBUTING.md show runs as shown. */
import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "./compile.ts";
import { fillIn } from "./expected-output.ts";
import { root } from "./packages.ts";
import { runProgram } from "./run-program.ts";

const commands = ["npx -y pnpm@12.21.0 demo", "npx -y pnpm@12.21.0 test"];

test("the first commands of README.md are the demo and the tests", () => {
  const shell = fencesOf("README.md").filter(({ language }) => language === "sh");

  const lines = shell.flatMap(({ text }) => text.trim().split("\n"));

  expect(lines.slice(0, 2)).toEqual(commands);
});

const readmes = [
  "README.md",
  "CONTRIBUTING.md",
  ...globSync("packages/{*,integrations/*}/README.md", { cwd: root }).sort(),
];

for (const readme of readmes) {
  for (const { program, output, line } of programsOf(readme)) {
    test(`the program in line ${line} of ${readme} prints what stands below it`, async () => {
      const printed = await runText(program);

      expect(printed).toBe(fillIn(output, printed));
    });
  }
}

test("the programs fit the types, as strict as they can be", async () => {
  const programs = readmes.flatMap((readme) =>
    programsOf(readme).map(({ program, line }) => [`${readme.replaceAll("/", "_")}_${line}.mts`, program] as const),
  );

  expect(await compile(Object.fromEntries(programs))).toBe("");
});

interface Fence {
  readonly language: string;
  readonly text: string;
  /** Where it begins and ends in the file. */
  readonly start: number;
  readonly end: number;
}

function fencesOf(path: string): Fence[] {
  const markdown = readFileSync(join(root, path), "utf8");
  return [...markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(
    ({ 0: all, 1: language = "", 2: text = "", index: start }) => ({
      language,
      text,
      start,
      end: start + all.length,
    }),
  );
}

/** Each `ts` block that is directly followed by a `text` block, which is what it prints. */
function programsOf(path: string): { program: string; output: string; line: number }[] {
  const markdown = readFileSync(join(root, path), "utf8");
  const fences = fencesOf(path);
  return fences.flatMap((fence, at) => {
    const next = fences[at + 1];
    const isProgram =
      fence.language === "ts" && next?.language === "text" && markdown.slice(fence.end, next.start).trim() === "";
    return isProgram
      ? [{ program: fence.text, output: next.text, line: markdown.slice(0, fence.start).split("\n").length }]
      : [];
  });
}

/** Runs a program that has no file, with the packages that the workspace's root depends on. */
async function runText(program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "heddle-readme-"));
  try {
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "program.mts"), program);
    return await runProgram(join(folder, "program.mts"));
  } finally {
    await rm(folder, { recursive: true });
  }
}
