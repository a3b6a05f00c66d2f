/** Builds `heddle` as it is published, and gives the path of its program. */
import { fileURLToPath } from "node:url";
import { buildPackages } from "./build-packages.ts";

/** Rejects with what the compiler says. */
export async function builtCommand(): Promise<string> {
  await buildPackages("cli");
  return fileURLToPath(import.meta.resolve("../../packages/cli/dist/bin.js"));
}
