/** Runs a program of `fixtures/` in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
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
export function startProgram(program: string, ...args: readonly string[]): ChildProcess {
  const options = args.filter((arg) => arg.startsWith("--"));
  const rest = args.filter((arg) => !arg.startsWith("--"));
  const file = join(import.meta.dirname, "fixtures", program);
  return spawn(process.execPath, ["--conditions=@heddle/source", ...options, file, ...rest]);
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the program has no output");
  const [out, err, [code, signal]] = await Promise.all([text(stdout), text(stderr), once(child, "close")]);
  return { code, signal, stdout: out, stderr: err };
}

export async function runProgram(program: string, ...args: readonly string[]): Promise<Ended> {
  return await ended(startProgram(program, ...args));
}
