/** Which files a checkpoint is of. */
import { glob, lstat, readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";

/** Which files, in a folder. */
export interface FileScope {
  /** Paths of files, of folders (all that is below) and globs. */
  readonly files: readonly string[];
  /** Names of files and folders, and paths, that are left out of folders and globs. */
  readonly exclude: readonly string[];
}

const GLOB = /[*?[{]/;

/** `path` as seen from `dir`, with slashes. Throws a RangeError for one that leaves it; `caller` is who was given it. */
export function pathInside(caller: string, dir: string, path: string): string {
  const inside = relative(dir, resolve(dir, path)).split(sep).join("/");
  if (inside !== ".." && !inside.startsWith("../") && !resolve(dir, path).includes("\0")) return inside;
  throw new RangeError(`${caller}: ${JSON.stringify(path)} is outside of ${JSON.stringify(dir)}; give a path inside`);
}

/** The paths of all files and links in the scope, sorted, as seen from `dir`; with them those that were named and are not there. */
export async function listFiles(dir: string, { files, exclude }: FileScope): Promise<string[]> {
  const found = new Set<string>();
  for (const entry of files) {
    for (const path of await filesOf(dir, entry, new Set(exclude))) found.add(path);
  }
  return [...found].sort();
}

async function filesOf(dir: string, entry: string, exclude: ReadonlySet<string>): Promise<string[]> {
  const stats = await lstat(join(dir, entry)).catch(() => undefined);
  if (stats?.isDirectory()) return await filesBelow(dir, entry, exclude);
  if (stats !== undefined || !GLOB.test(entry)) return [entry];
  const matches: string[] = [];
  for await (const found of glob(entry, { cwd: dir, withFileTypes: true, exclude: ({ name }) => exclude.has(name) })) {
    const path = pathInside("checkpoint", dir, join(found.parentPath, found.name));
    if (!found.isDirectory() && !isExcluded(path, exclude)) matches.push(path);
  }
  return matches;
}

/** Links are not followed. A folder that cannot be read is as a file that cannot be. */
async function filesBelow(dir: string, folder: string, exclude: ReadonlySet<string>): Promise<string[]> {
  const entries = await readdir(join(dir, folder), { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [folder];
  const below = entries.map(async (entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (isExcluded(path, exclude)) return [];
    return entry.isDirectory() ? await filesBelow(dir, path, exclude) : [path];
  });
  return (await Promise.all(below)).flat();
}

function isExcluded(path: string, exclude: ReadonlySet<string>): boolean {
  const names = path.split("/");
  return names.some((name, at) => exclude.has(name) || exclude.has(names.slice(0, at + 1).join("/")));
}
