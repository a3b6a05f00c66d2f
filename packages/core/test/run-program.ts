/** Runs a program of `fixtures/` in a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

export interface Ended {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `program`: its name in `fixtures/`. Node's own options come first among the arguments. */
export async function runProgram(program: string, ...args: readonly string[]): Promise<Ended> {
  const options = args.filter((arg) => arg.startsWith("--"));
  const rest = args.filter((arg) => !arg.startsWith("--"));
  const file = join(import.meta.dirname, "fixtures", program);
  const child = spawn(process.execPath, ["--conditions=@heddle/source", ...options, file, ...rest]);
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, signal, stdout, stderr };
}
