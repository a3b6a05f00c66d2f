/** Holds the source files of a package to how we write. */
import { basename, dirname, join } from "node:path";
import { entryPoints } from "./entry-points.ts";
import type { Package } from "./packages.ts";
import type { Source } from "./source.ts";

const vagueNames = /^(utils?|helpers?|common|types?|misc|shared)\./;
const mostLines = 200;

/** What is wrong with the files of this package, a sentence each. */
export function sourceFaults(of: Package): string[] {
  return [...of.sources.flatMap(fileFaults), ...undocumented(of)];
}

function fileFaults({ path, text }: Source): string[] {
  const lines = text.trimEnd().split("\n").length;
  return [
    ...(opensWithOneSentence(text) ? [] : [`${path}: open with one sentence, /** like this. */`]),
    ...(vagueNames.test(basename(path)) ? [`${path}: name the file after what it exports`] : []),
    ...(lines > mostLines ? [`${path}: ${lines} lines, of at most ${mostLines}`] : []),
  ];
}

function opensWithOneSentence(text: string): boolean {
  const comment = text.match(/^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//)?.[1] ?? "";
  const prose = comment.replace(/^\s*\* ?/gm, "").trim();
  return prose.endsWith(".") && !/[.!?]\s+[A-Z]/.test(prose);
}

/** Every name that users can import has a docstring right above its declaration. */
function undocumented(of: Package): string[] {
  return entryPoints(of).flatMap(({ source }) =>
    source.exports.flatMap(({ name, from }) => {
      const path = join(dirname(source.path), from ?? "");
      const file = of.sources.find((source) => source.path === path);
      return file && hasDocstring(file, name)
        ? []
        : [`${path}: "${name}" needs a docstring right above its declaration`];
    }),
  );
}

function hasDocstring({ text, exports, comments }: Source, name: string): boolean {
  const declaration = exports.find((each) => each.name === name && !each.from);
  const above = declaration && comments.findLast(({ end }) => end < declaration.start);
  if (!above || above.start === 0) return false;
  return text.startsWith("/**", above.start) && text.slice(above.end, declaration.start) === "\n";
}
