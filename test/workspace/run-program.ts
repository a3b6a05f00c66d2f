/** Runs a TypeScript program as its reader would: as a process of its own, from source, in an empty folder. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * How often a program that printed something else is run again. A console that is live shows what runs for 100 ms twice, and
 * timeouts are short in programs that are read: on a busy machine that can happen, though all is well.
 */
export const RETRIES = 3;

/** What the program at `path` (absolute) prints on stdout. Rejects with its stderr when it fails or takes 50 seconds. */
export async function runProgram(path: string): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), "heddle-program-"));
  try {
    const env = { PATH: process.env.PATH, NO_COLOR: "1" };
    const { stdout } = await run(process.execPath, ["--conditions=@heddle/source", path], {
      cwd,
      env,
      timeout: 50_000,
    });
    return stdout;
  } finally {
    await rm(cwd, { recursive: true });
  }
}
