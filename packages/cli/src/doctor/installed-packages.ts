/** Finds the packages that a program gets, as Node would. */
import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** What is read of a manifest. */
interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Names;
  readonly optionalDependencies?: Names;
  readonly peerDependencies?: Names;
  readonly devDependencies?: Names;
}

type Names = Readonly<Record<string, string>>;

/** A package in its place. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly peerDependencies: Names;
  /** The folders of the packages that it gets, by name. */
  readonly gets: ReadonlyMap<string, string>;
}

/** A program with more packages is looked through no further. */
const MAX_PACKAGES = 10_000;

/** All that the program in `folder` depends on, with itself; empty where there is no program. */
export function installedPackages(folder: string): InstalledPackage[] {
  const root = upwards(folder).find((each) => manifestIn(each) !== undefined);
  if (root === undefined) return [];
  const found = new Map<string, InstalledPackage>();
  const queue = [realpathSync(root)];
  for (let next = queue.shift(); next !== undefined && found.size < MAX_PACKAGES; next = queue.shift()) {
    const manifest = found.has(next) ? undefined : manifestIn(next);
    if (manifest === undefined) continue;
    const gets = new Map<string, string>();
    for (const name of neededBy(manifest, found.size === 0)) {
      const place = placeOf(name, next);
      if (place === undefined) continue;
      gets.set(name, place);
      queue.push(place);
    }
    const { name = "", version = "", peerDependencies = {} } = manifest;
    found.set(next, { name, version, folder: next, peerDependencies, gets });
  }
  return [...found.values()];
}

function neededBy(
  { dependencies, optionalDependencies, peerDependencies, devDependencies }: Manifest,
  isRoot: boolean,
): string[] {
  const all = { ...dependencies, ...optionalDependencies, ...peerDependencies, ...(isRoot && devDependencies) };
  return Object.keys(all);
}

function placeOf(name: string, folder: string): string | undefined {
  for (const each of upwards(folder)) {
    const place = join(each, "node_modules", name);
    if (manifestIn(place) !== undefined) return realpathSync(place);
  }
  return undefined;
}

function manifestIn(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    // Not there, or damaged: Node would not take it either.
    return undefined;
  }
}

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}
