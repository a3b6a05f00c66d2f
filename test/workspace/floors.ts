/** Holds packages to the picture of who may depend on whom. */
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import type { Package } from "./packages.ts";

/** Which packages of ours each package may depend on. Down only, never sideways. */
const floors: Readonly<Record<string, readonly string[] | "all">> = {
  "@heddle/core": [],

  "@heddle/otel": ["@heddle/core"],
  "@heddle/genai": ["@heddle/core"],
  "@heddle/reader": ["@heddle/core"],

  "@heddle/otlp": ["@heddle/core", "@heddle/reader"],
  "@heddle/testing": ["@heddle/core", "@heddle/reader"],
  "@heddle/agent": ["@heddle/core", "@heddle/genai"],
  "packages/integrations/*": ["@heddle/core", "@heddle/genai"],

  heddle: "all",
};

/** What is wrong with these packages, a sentence each. */
export function floorFaults(packages: readonly Package[]): string[] {
  return packages.flatMap((each) => [...manifestFaults(each), ...importFaults(each)]);
}

function manifestFaults({ name, folder, manifest }: Package): string[] {
  const below = floors[folder.replace(/^(packages\/integrations\/).+/, "$1*")] ?? floors[name];
  if (!below) return [`${name} has no floor: give it one in test/workspace/floors.ts`];
  if (below === "all") return [];

  return declared(manifest)
    .filter((dependency) => (isOurs(dependency) ? !below.includes(dependency) : name === "@heddle/core"))
    .map((dependency) => `${folder}/package.json: ${name} may not depend on ${dependency}`);
}

function importFaults({ folder, manifest, sources }: Package): string[] {
  const known = declared(manifest);
  return sources.flatMap(({ path, imports }) =>
    imports.flatMap((specifier) => {
      if (specifier.startsWith("node:")) return [];
      if (specifier.startsWith(".")) {
        return join(dirname(path), specifier).startsWith(`${folder}/src/`)
          ? []
          : [`${path}: "${specifier}" is outside ${folder}/src`];
      }
      if (isBuiltin(specifier)) return [`${path}: write "${specifier}" as "node:${specifier}"`];
      return known.includes(packageOf(specifier))
        ? []
        : [`${path}: "${specifier}" is not a dependency of ${manifest.name}`];
    }),
  );
}

function declared({ dependencies, peerDependencies, optionalDependencies }: Package["manifest"]): string[] {
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}

function isOurs(name: string): boolean {
  return name === "heddle" || name.startsWith("@heddle/");
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
