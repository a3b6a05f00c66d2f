import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { backend, nobody } from "./backend.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { linesOf, span, weatherRun } from "./weather-runs.ts";

// Each process that is started takes its time on a busy machine.

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
const shown = [...readme.matchAll(/^```sh\n((?:npx )?heddle (?!watch)[^`]*?)\n```\n\n```text\n([\s\S]*?)^```$/gm)];

test("the README shows what each of these commands prints", () => {
  const commands = ["inspect", "list", "stats", "diff", "check", "query", "export", "import", "ship", "doctor"];

  const missing = [...commands, "completion"].filter(
    (name) => !shown.some(([, command = ""]) => command.includes(`heddle ${name} `)),
  );

  expect(missing).toEqual([]);
});

/** What is not the same on each machine. */
function ofAnyMachine(text: string): string {
  return text.replace(/Node [\d.]+/, "Node …").replace(/[\d.]+ [kMGT]?B are free/, "… are free");
}

for (const [, command = "", output = ""] of shown) {
  test(`the README shows what ${command.replaceAll("\n", " && ")} prints`, async () => {
    const [up, down] = [new URL((await backend()).url).host, new URL(nobody).host];
    const heddle = `heddle() { "${process.execPath}" --conditions=@heddle/source "${bin}" "$@"; }\n`;
    const typed = command
      .replaceAll("npx heddle", "heddle")
      .replaceAll("127.0.0.1:4318", up)
      .replaceAll("127.0.0.1:4319", down);
    const options = { cwd: recordings(), env: { TZ: "UTC", PATH: process.env.PATH } };

    const printed = await new Promise<string>((resolve) => {
      execFile("bash", ["-c", `exec 2>&1; ${heddle}${typed}`], options, (_, stdout) => resolve(stdout));
    });

    const told = printed.replaceAll(up, "127.0.0.1:4318").replaceAll(down, "127.0.0.1:4319");
    expect(ofAnyMachine(told)).toBe(ofAnyMachine(output));
  });
}
