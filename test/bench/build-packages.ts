/** Builds packages as they are published: what is measured is what users run. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(import.meta.resolve("../.."));

/** By the names of their folders, with what they depend on. Rejects with what the compiler says. */
export async function buildPackages(...names: readonly string[]): Promise<void> {
  const folders = names.map((name) => `packages/${name}`);
  try {
    await promisify(execFile)(`${root}node_modules/.bin/tsc`, ["-b", ...folders], { cwd: root });
  } catch (error) {
    throw new Error(`${folders.join(", ")}: ${(error as { stdout?: string }).stdout ?? error}`);
  }
}
