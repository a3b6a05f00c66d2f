/** The packages of the workspace, as their manifests and sources say. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Source, source } from "./source.ts";

export interface Package {
  readonly name: string;
  /** From the root of the workspace, such as `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
  readonly sources: readonly Source[];
}

export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The root of the workspace. */
export const root = join(import.meta.dirname, "../..");

/** Every package of the workspace, in the order of their folders. */
export function packages(): Package[] {
  const manifests = globSync("packages/{*,integrations/*}/package.json", { cwd: root }).sort();
  return manifests.map((path) => {
    const folder = dirname(path);
    const manifest: Manifest = JSON.parse(readFileSync(join(root, path), "utf8"));
    const files = globSync(`${folder}/src/**/*.{ts,tsx,mts}`, { cwd: root }).sort();
    return {
      name: manifest.name,
      folder,
      manifest,
      sources: files.map((file) => source(file, readFileSync(join(root, file), "utf8"))),
    };
  });
}
