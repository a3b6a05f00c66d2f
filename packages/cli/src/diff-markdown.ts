/** Writes what two runs differ in as Markdown for a pull request. */
import { nameText } from "@heddle/core/bridge";
import { countText, type Difference } from "@heddle/reader";
import { type ComparedRuns, countsText } from "./compared-runs.ts";
import { deltaRows } from "./delta-rows.ts";
import { partingPlace } from "./diff-text.ts";
import { differenceLines } from "./difference-lines.ts";

const MAX_VALUE = 160;

/** A heading, the differences as a block that GitHub colours, and a table of what the runs took. */
export function diffMarkdown(compared: ComparedRuns, limit: number): string {
  const { before, after, diff, exceeded, isBeyond } = compared;
  const name = codeText(nameText(compared.name));
  if (before === undefined || after === undefined || diff === undefined) {
    return `### ${name} ran only ${before === undefined ? "after" : "before"}\n`;
  }
  const { differences } = diff;
  const title = differences.length === 0 ? "did the same" : countsText(differences);
  const allowed = differences.length > 0 && !isBeyond ? " (allowed)" : "";
  const lines = differences.slice(0, limit).flatMap((each) => diffLines(each, compared.allowed.has(each)));
  const left = differences.length - limit;
  const place = partingPlace(diff);
  const blocks = [
    `### ${name}: ${title}${allowed}`,
    ...(place === undefined ? [] : [`They first part at ${codeText(place)}.`, fenced(lines)]),
    ...(left > 0 ? [`… and ${countText(left)} more.`] : []),
    ["| | before | after | change |", "|---|--:|--:|--:|", ...deltaRows(before, after).map(row)].join("\n"),
    ...exceeded.map((each) => `**${each}**`),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function row({ what, before, after, change }: ReturnType<typeof deltaRows>[number]): string {
  return `| ${what} | ${before} | ${after} | ${change} |`;
}

/** `!` is what stands for a change there. */
function diffLines(difference: Difference, isAllowed: boolean): string[] {
  const [head = "", ...rest] = differenceLines(difference, MAX_VALUE).map(
    ({ sign, text }) => `${sign === "~" ? "!" : sign} ${text}`,
  );
  return [isAllowed ? `${head} (allowed)` : head, ...rest];
}

/** Between fences that are longer than any in the text. */
function fenced(lines: readonly string[]): string {
  const fence = "`".repeat(Math.max(3, 1 + longestTicks(lines.join("\n"))));
  return [`${fence}diff`, ...lines, fence].join("\n");
}

function codeText(text: string): string {
  const ticks = "`".repeat(1 + longestTicks(text));
  const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${ticks}${space}${text}${space}${ticks}`;
}

function longestTicks(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
