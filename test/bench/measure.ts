/** Runs one configuration in a process of its own. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Configuration } from "./configuration.ts";
import type { Result } from "./result.ts";

/** A process that grows beyond this fails, instead of taking the machine with it. */
const MEMORY_MB = 2048;

/** Rejects with the error that the process ended with. */
export async function measure({ name, program, job }: Configuration): Promise<Result> {
  const flags = ["--conditions=@heddle/source", `--max-old-space-size=${MEMORY_MB}`];
  const args = [...flags, fileURLToPath(import.meta.resolve(`./programs/${program}.ts`)), JSON.stringify(job ?? null)];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 300_000 });
    return JSON.parse(stdout) as Result;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`${name}: ${stderr?.match(/^\w*Error: .*/m)?.[0] ?? message}`);
  }
}
