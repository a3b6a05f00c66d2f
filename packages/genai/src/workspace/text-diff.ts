/** What differs between two texts, line by line. */
import { FILE_HEADERS_ONLY, formatPatch, type StructuredPatchHunk, structuredPatch } from "diff";

/** What differs. */
export interface TextDiff {
  readonly linesAdded: number;
  readonly linesRemoved: number;
  /** In the unified format; empty where nothing differs. A long one ends with how many lines more there are. */
  readonly unified: string;
  /** `unified` is not whole. */
  readonly isCut?: true;
  /** The texts differ so much that the smallest difference was not looked for: everything between the first and the last that differs. */
  readonly isRough?: true;
}

/** One side: its name, and its text unless there is no file. */
export interface DiffSide {
  readonly name: string;
  readonly text: string | undefined;
}

/** Around each change. */
const CONTEXT_LINES = 3;
/** Lines added and removed; to look for more takes a multiple of a tenth of a second. */
const MAX_EDITS = 1000;

/** Compares two texts, of which at most `maxLength` characters of difference are written out. */
export function diffTexts(before: DiffSide, after: DiffSide, maxLength: number): TextDiff {
  const [old = "", fresh = ""] = [before.text, after.text];
  if (old === fresh) return { linesAdded: 0, linesRemoved: 0, unified: "" };
  const names = [nameOf(before), nameOf(after)] as const;
  const limits = { context: CONTEXT_LINES, maxEditLength: MAX_EDITS };
  const smallest = structuredPatch(...names, old, fresh, undefined, undefined, limits);
  const hunks = smallest?.hunks ?? [roughHunk(old, fresh)];
  const [oldFileName, newFileName] = names;
  const patch = { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks };
  const whole = formatPatch(patch, FILE_HEADERS_ONLY);
  const unified = cutLines(whole, maxLength);
  const count = (sign: string) => hunks.flatMap(({ lines }) => lines.filter((line) => line.startsWith(sign))).length;
  const [linesAdded, linesRemoved] = [count("+"), count("-")];
  const isRough = smallest === undefined && linesAdded > 0 && linesRemoved > 0;
  return { linesAdded, linesRemoved, unified, ...(unified !== whole && { isCut: true }), ...(isRough && { isRough }) };
}

function nameOf({ name, text }: DiffSide): string {
  return text === undefined ? "/dev/null" : name;
}

/** All lines between the first and the last that differ, as one change. */
function roughHunk(old: string, fresh: string): StructuredPatchHunk {
  const [before, after] = [linesOf(old), linesOf(fresh)];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  const from = Math.max(0, start - CONTEXT_LINES);
  const tail = Math.max(0, same - CONTEXT_LINES);
  const lines = [
    ...before.slice(from, start).flatMap(written(" ")),
    ...before.slice(start, before.length - same).flatMap(written("-")),
    ...after.slice(start, after.length - same).flatMap(written("+")),
    ...after.slice(after.length - same, after.length - tail).flatMap(written(" ")),
  ];
  const lengths = { oldLines: before.length - tail - from, newLines: after.length - tail - from };
  return { oldStart: from + 1, newStart: from + 1, ...lengths, lines };
}

/** Each with its line break, if it has one. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

const written =
  (sign: string) =>
  (line: string): string[] =>
    line.endsWith("\n") ? [sign + line.slice(0, -1)] : [sign + line, "\\ No newline at end of file"];

function cutLines(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = text.lastIndexOf("\n", maxLength - 1) + 1 || maxLength;
  const more = text.slice(end).split("\n").length - 1;
  return `${text.slice(0, end).toWellFormed()}… [${more} more lines]\n`;
}
