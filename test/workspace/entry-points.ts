/** What users can import: the entry points of a package, and what is wrong with how one is written. */
import type { Package } from "./packages.ts";
import type { Export, Source } from "./source.ts";

export interface EntryPoint {
  /** As users import it, such as `@heddle/core`. */
  readonly specifier: string;
  readonly source: Source;
}

/** The entry points that a manifest maps to a source file. */
export function entryPoints({ name, folder, manifest, sources }: Package): EntryPoint[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) => {
    if (typeof target === "string") return [];
    const path = target["@heddle/source"]?.replace(/^\./, folder);
    const source = sources.find((source) => source.path === path);
    if (!source)
      throw new Error(`${folder}/package.json: "${subpath}" needs "@heddle/source" with a file that is there`);
    return { specifier: name + subpath.slice(1), source };
  });
}

/** What keeps a file from being sections of sorted, named exports of the package's own files, a sentence each. */
export function entryPointFaults({ path, exports, comments }: Source): string[] {
  const sectionOf = ({ start }: Export) => comments.findLastIndex((comment) => comment.end <= start);

  return exports.flatMap((each, at) => {
    const { name, from } = each;
    if (name === "*" || name === "default") return [`${path}: name what is exported, not "${name}"`];
    if (!from) return [`${path}: declares "${name}"; declare it in a file of its own`];
    if (!from.startsWith("./")) return [`${path}: exports "${name}" of another package, "${from}"`];

    const before = exports[at - 1];
    const sorted = !before?.from || sectionOf(before) < sectionOf(each) || inOrder(before.from, from) <= 0;
    return sorted ? [] : [`${path}: "${from}" comes before "${before.from}"`];
  });
}

/** As Biome sorts them: `sink.ts` before `sink-health.ts`. */
function inOrder(left: string, right: string): number {
  return left.replace(/\.ts$/, "").localeCompare(right.replace(/\.ts$/, ""), "en", { numeric: true });
}
