/** Runs a TypeScript program as its reader would: as a process of its own, from source, in an empty folder. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

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
