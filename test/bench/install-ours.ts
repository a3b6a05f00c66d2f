/** Builds, packs and installs our own packages as a user would, so that they are measured like any other. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { buildPackages } from "./build-packages.ts";

const root = fileURLToPath(import.meta.resolve("../.."));

/** A choice of packages, and what a program imports of them. */
interface OurSet {
  readonly name: string;
  readonly packages: readonly string[];
  readonly entry: string;
}

const toFile = `import { FileTelemetry } from "@heddle/core";
export const telemetry = () => new FileTelemetry("traces.jsonl");
`;
const toOtlp = `import { OtlpTelemetry } from "@heddle/otlp";
export const telemetry = () => new OtlpTelemetry();
`;
const typed = `export { agent, configure, llm, tool } from "@heddle/genai";
`;

const ourSets: readonly OurSet[] = [
  { name: "Heddle, File", packages: ["core"], entry: toFile },
  { name: "Heddle, Otlp", packages: ["core", "otlp"], entry: toOtlp },
  { name: "Heddle, File, typed spans", packages: ["core", "genai"], entry: toFile + typed },
];

export interface InstalledSets {
  /** Each with a program `entry.mjs`, by the names of the sets. */
  readonly folders: ReadonlyMap<string, string>;
  remove(): Promise<void>;
}

export async function installOurs(): Promise<InstalledSets> {
  const folder = await mkdtemp(join(tmpdir(), "heddle-bench-"));
  const run = promisify(execFile);
  const names = [...new Set(ourSets.flatMap(({ packages }) => packages))];
  await buildPackages(...names);
  const filters = names.map((name) => `--filter=@heddle/${name}`);
  const packing = ["-y", "pnpm@12.21.0", "--recursive", ...filters, "pack", "--pack-destination", folder];
  await run("npx", packing, { cwd: root });
  const tarballs = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  const folders = new Map<string, string>();
  for (const [i, set] of ourSets.entries()) {
    const into = join(folder, String(i));
    await mkdir(into);
    const dependencies = Object.fromEntries(
      set.packages.map((name) => [`@heddle/${name}`, `file:../${tarballs.find((file) => file.includes(`-${name}-`))}`]),
    );
    await writeFile(join(into, "package.json"), JSON.stringify({ type: "module", dependencies }));
    await writeFile(join(into, "entry.mjs"), set.entry);
    await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], { cwd: into });
    folders.set(set.name, into);
  }
  return { folders, remove: () => rm(folder, { recursive: true }) };
}
