/** Builds `heddle` as it is published, and gives the path of its program. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(import.meta.resolve("../.."));

/** Rejects with what the compiler says. */
export async function builtCommand(): Promise<string> {
  try {
    await promisify(execFile)(`${root}node_modules/.bin/tsc`, ["-b", "packages/cli"], { cwd: root });
  } catch (error) {
    throw new Error(`packages/cli does not build: ${(error as { stdout?: string }).stdout ?? error}`);
  }
  return `${root}packages/cli/dist/bin.js`;
}
