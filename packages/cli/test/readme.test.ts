import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";
import { linesOf, span, weatherRun } from "./weather-runs.ts";

// Each process that is started takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const bin = join(import.meta.dirname, "../bin/from-source.ts");
const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

/** The recordings that the README speaks of. */
function recordings(): string {
  const folder = temporaryFolder();
  const before = weatherRun({ trace: 0x4bf92f35, tools: ["calendar"] });
  const after = [
    ...weatherRun({
      trace: 0x9f1c22aa,
      at: 95_000,
      isRetried: true,
      answer: "Yes, with a hat.",
      costUsd: 0.0042,
      user: "bob",
    }),
    span({
      id: 1,
      trace: 0x9f1c22aa,
      parent: 100 * 0x9f1c22aa,
      name: "radar",
      at: 95_700,
      durationMs: 31,
      attributes: { "heddle.span.type": "tool" },
    }),
  ];
  const third = weatherRun({ trace: 0xc30d81e6, at: 240_000, isRetried: true, fails: true });
  writeFileSync(join(folder, "main.jsonl"), linesOf(before));
  writeFileSync(join(folder, "branch.jsonl"), linesOf(after));
  writeFileSync(join(folder, "traces.jsonl"), linesOf([...before, ...after, ...third]));
  writeFileSync(join(folder, "budget.json"), '{"maxCostUsd": 0.01, "maxRetries": 0}');
  return folder;
}

/** What `watch` shows is compared by the test with a terminal. */
const shown = [...readme.matchAll(/^```sh\n((?:npx )?heddle (?!watch).*)\n```\n\n```text\n([\s\S]*?)^```$/gm)];

test("the README shows what each of these commands prints", () => {
  const commands = ["inspect", "list", "stats", "diff", "check"];

  expect(commands.filter((name) => !shown.some(([, command = ""]) => command.includes(`heddle ${name} `)))).toEqual([]);
});

for (const [, command = "", output] of shown) {
  test(`the README shows what ${command} prints`, async () => {
    const args = command.replace(/^(npx )?heddle /, "").split(" ");
    const options = { cwd: recordings(), env: { TZ: "UTC" } };

    const printed = await new Promise<string>((resolve) => {
      execFile(process.execPath, ["--conditions=@heddle/source", bin, ...args], options, (_, stdout) =>
        resolve(stdout),
      );
    });

    expect(printed).toBe(output);
  });
}
