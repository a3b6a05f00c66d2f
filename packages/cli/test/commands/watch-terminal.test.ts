import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";

const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
const root = new URL("../../../..", import.meta.url).pathname;
const node = [process.execPath, "--conditions=@heddle/source"];

/** A terminal of its own, in which `command` runs. */
function terminal(command: string, columns: number, rows: number) {
  const socket = join(temporaryFolder(), "tmux");
  const tmux = (...args: readonly string[]) => execFileSync("tmux", ["-S", socket, ...args], { encoding: "utf8" });
  tmux("-f", "/dev/null", "new-session", "-d", "-x", String(columns), "-y", String(rows), "sh");
  onTestFinished(() => void tmux("kill-server"));
  tmux("send-keys", "-l", `PS1='$ '; ${command}`);
  tmux("send-keys", "Enter");
  const screen = () =>
    tmux("capture-pane", "-p")
      .trimEnd()
      .replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, "*")
      .replace(/\d+\.\d+m?s/g, "…s")
      .replace(/· [0-9a-f]{8}/g, "· id");
  return {
    tmux,
    /** Resolves when this is on the screen, and nothing else; durations are `…s`, ids `id`. */
    shows: (text: string) => vi.waitFor(() => expect(screen()).toBe(text), { timeout: 15_000, interval: 50 }),
  };
}

function agent(path: string): ChildProcess {
  const program = new URL("../writing-agent.ts", import.meta.url).pathname;
  const child = spawn(node[0] as string, [...node.slice(1), program, path], { stdio: ["pipe", "inherit", "inherit"] });
  onTestFinished(() => void child.kill());
  return child;
}

test.skipIf(!hasTmux)(
  "in a real terminal, a run is seen while another process writes it",
  { timeout: 60_000 },
  async () => {
    const folder = temporaryFolder();
    const path = join(folder, "t.jsonl");
    const heddle = [...node, join(root, "packages/cli/src/bin.ts")].join(" ");
    const { tmux, shows } = terminal(`cd ${folder}; clear; ${heddle} watch t.jsonl; echo code $?`, 60, 12);

    await shows("t.jsonl · waiting for the first run · q quits");
    const writer = agent(path);
    await shows(`t.jsonl · 1 running · q quits

* [agent] planner …s · 2 spans · id
└── * [tool] search …s`);
    writer.stdin?.write("go on\n");
    await shows(`t.jsonl · 1 running · q quits

* [agent] planner …s · 4 spans, 1 error · id
├── ✓ [tool] search …s
├── ✗ [tool] fetch …s
│       TypeError: no \\u001b[31mroute
└── * write …s`);
    tmux("resize-window", "-x", "30", "-y", "5");
    await shows(`t.jsonl · 1 running · q quits

* [agent] planner …s · 4 s…`);
    tmux("resize-window", "-x", "60", "-y", "12");
    writer.stdin?.write("go on\n");
    await shows(last);
    tmux("send-keys", "q");
    await shows(`${last}\ncode 0\n$`);
  },
);

const last = `t.jsonl · 1 ok · q quits

✓ [agent] planner …s · 4 spans, 1 error · id
├── ✓ [tool] search …s
├── ✗ [tool] fetch …s
│       TypeError: no \\u001b[31mroute
└── ✓ write …s`;
