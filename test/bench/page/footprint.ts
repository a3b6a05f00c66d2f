/** What a library brings with it: packages, megabytes, time to import, and what a bundle of its use weighs. */
import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "rolldown";

export interface FootprintRow {
  readonly name: string;
  readonly packages: number;
  /** 10^6 bytes, of `node_modules`. */
  readonly megabytes: number;
  /** The least of several processes; absent when it cannot be imported. */
  readonly importMs?: number;
  /** 10^3 bytes, minified and compressed; absent when it cannot be bundled. */
  readonly gzipKb?: number;
  readonly failure?: string;
}

const IMPORTS = 7;

/** `entry`: a program in `folder` that imports what its users import, and does nothing else. */
export async function measureFootprint(name: string, folder: string, entry: string): Promise<FootprintRow> {
  const path = join(folder, entry);
  const problems: string[] = [];
  const orProblem = async (what: string, work: Promise<number>) => {
    try {
      return await work;
    } catch (error) {
      problems.push(`${what}: ${(error as Error).message.split("\n")[0]}`);
      return undefined;
    }
  };
  const importMs = await orProblem("import", leastImportMs(path));
  const gzipKb = await orProblem("bundle", bundledKb(path));
  return {
    name,
    packages: await packagesIn(folder),
    megabytes: (await bytesIn(join(folder, "node_modules"))) / 1e6,
    ...(importMs !== undefined && { importMs }),
    ...(gzipKb !== undefined && { gzipKb }),
    ...(problems.length > 0 && { failure: problems.join("; ") }),
  };
}

/** As npm counts them; those for other systems are not there. */
async function packagesIn(folder: string): Promise<number> {
  const lock = JSON.parse(await readFile(join(folder, "node_modules/.package-lock.json"), "utf8"));
  return Object.keys(lock.packages).length;
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

async function leastImportMs(path: string): Promise<number> {
  const program = `const begin = performance.now();
await import(${JSON.stringify(pathToFileURL(path).href)});
console.log(performance.now() - begin);
process.exit();`;
  const times: number[] = [];
  for (let i = 0; i < IMPORTS; i++) {
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
    times.push(Number(stdout.trim().split("\n").at(-1)));
  }
  return Math.min(...times);
}

async function bundledKb(input: string): Promise<number> {
  const { output } = await build({
    input,
    platform: "node",
    external: /^node:/,
    output: { format: "esm", minify: true },
    write: false,
    logLevel: "silent",
  });
  const code = output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
  return gzipSync(code, { level: 9 }).length / 1000;
}
