import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";

const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
const root = new URL("../../../..", import.meta.url).pathname;
/** To start a program takes its time on a busy machine. */
const STEP_MS = 60_000;
const node = [process.execPath, "--conditions=@heddle/source"];

/** A terminal of its own, in which `command` runs. */
function terminal(command: string, columns: number, rows: number) {
  const socket = join(temporaryFolder(), "tmux");
  const tmux = (...args: readonly string[]) => execFileSync("tmux", ["-S", socket, ...args], { encoding: "utf8" });
  tmux("-f", "/dev/null", "new-session", "-d", "-x", String(columns), "-y", String(rows), "sh");
  onTestFinished(() => void tmux("kill-server"));
  tmux("send-keys", "-l", `PS1='$ '; ${command}`);
  tmux("send-keys", "Enter");
  const screen = () => withoutChance(tmux("capture-pane", "-p").trimEnd());
  return {
    tmux,
    /** Resolves when this is on the screen, and nothing else. */
    shows: (text: string) => vi.waitFor(() => expect(screen()).toBe(text), { timeout: STEP_MS, interval: 50 }),
  };
}

/** Durations are `…s`, ids `id`; how much of a line fits behind a duration is as long as that is. */
function withoutChance(picture: string): string {
  return picture
    .replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, "*")
    .replace(/\d+\.\d+m?s|\d+m \d\ds/g, "…s")
    .replace(/(?<=…s · ).*…$/gm, "…")
    .replace(/· [0-9a-f]{8}/g, "· id");
}

/** The picture that the README shows. */
function readmePicture(): string {
  const readme = readFileSync(join(root, "packages/cli/README.md"), "utf8");
  const [, picture = ""] = /```sh\nheddle watch t\.jsonl\n```\n\n```text\n([\s\S]*?)\n```/.exec(readme) ?? [];
  return withoutChance(picture);
}

function agent(path: string): ChildProcess {
  const program = new URL("../writing-agent.ts", import.meta.url).pathname;
  const child = spawn(node[0] as string, [...node.slice(1), program, path], { stdio: ["pipe", "inherit", "inherit"] });
  onTestFinished(() => void child.kill());
  return child;
}

test.skipIf(!hasTmux)(
  "in a real terminal, a run is seen while another process writes it",
  { timeout: 8 * STEP_MS },
  async () => {
    const folder = temporaryFolder();
    const path = join(folder, "t.jsonl");
    const heddle = [...node, join(root, "packages/cli/src/bin.ts")].join(" ");
    const { tmux, shows } = terminal(`cd ${folder}; clear; ${heddle} watch t.jsonl; echo code $?`, 60, 12);

    await shows("t.jsonl · not there yet, waiting for it · q quits");
    const writer = agent(path);
    await shows(`t.jsonl · 1 running · q quits

* [agent] planner …s · 2 spans · id
└── * [tool] search …s`);
    writer.stdin?.write("go on\n");
    await shows(readmePicture());
    tmux("resize-window", "-x", "30", "-y", "5");
    await shows(`t.jsonl · 1 running · q quits

* [agent] planner …s · …`);
    tmux("send-keys", "Up");
    await shows(`t.jsonl · 1 running · q quits
… 2 more lines above
├── ✗ [tool] fetch …s
│       TypeError: no route
… 1 more line below`);
    tmux("send-keys", "End");
    tmux("resize-window", "-x", "60", "-y", "12");
    writer.stdin?.write("go on\n");
    await shows(ended("t.jsonl · 1 ok · q quits"));
    tmux("send-keys", "q");
    await shows(`${ended("t.jsonl · 1 ok")}\ncode 0\n$`);
  },
);

const ended = (title: string) => `${title}

✓ [agent] planner …s · 4 spans, 1 error · id
├── ✓ [tool] search …s
├── ✗ [tool] fetch …s
│       TypeError: no route
└── ✓ write …s`;
