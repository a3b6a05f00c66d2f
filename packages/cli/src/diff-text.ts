/** Draws what two runs differ in as text. */
import { durationText, type Format, nameText, type Part } from "@heddle/core/bridge";
import { countText, type Trace, type TraceDiff } from "@heddle/reader";
import { type ComparedRuns, countsText } from "./compared-runs.ts";
import { type DeltaRow, deltaRows } from "./delta-rows.ts";
import { type DifferenceLine, differenceLines, placeText, type Sign } from "./difference-lines.ts";
import { paint } from "./paint.ts";
import { statusPart } from "./run-table.ts";
import { type Column, type TableOptions, table } from "./table.ts";
import { wrapLine } from "./wrap-line.ts";

/** How much is shown, and where. */
export interface DiffTextOptions extends TableOptions {
  /** How many differences. */
  readonly limit: number;
}

const signFormats: Readonly<Record<Sign, Format>> = { "+": "green", "-": "red", "~": "yellow" };

/** The two runs, where they part, their differences, and what they took. */
export function diffText(compared: ComparedRuns, options: DiffTextOptions): string {
  const { color = false } = options;
  const { before, after, diff, exceeded } = compared;
  const runs = [
    ...(before === undefined ? [] : [runText("-", before, options)]),
    ...(after === undefined ? [] : [runText("+", after, options)]),
  ];
  if (before === undefined || after === undefined || diff === undefined) {
    return `${runs.join("\n")}\n  there is no such run ${before === undefined ? "before" : "after"}\n`;
  }
  const lines = [
    ...runs,
    "",
    fitted([{ text: partingText(diff) }], options),
    ...differencesText(compared, diff, options),
    "",
    table(deltaRows(before, after), deltaColumns, options).trimEnd(),
    ...exceeded.map((each) => paint(`✗ ${each}`, "red", color)),
  ];
  return `${lines.join("\n")}\n`;
}

function runText(sign: Sign, { traceId, name, durationMs, status }: Trace, options: TableOptions): string {
  const duration = { text: `(${durationText(durationMs)})` };
  const called: Part[] = [{ text: nameText(name), format: "bold" }, duration, statusPart(status)];
  return fitted([{ text: sign, format: signFormats[sign] }, ...called, { text: traceId, format: "dim" }], options);
}

/** Broken where the terminal ends; without the last newline. */
function fitted(parts: readonly Part[], options: TableOptions): string {
  return wrapLine(parts, options).slice(0, -1);
}

function partingText(diff: TraceDiff): string {
  const place = partingPlace(diff);
  return place === undefined ? "They did the same." : `They first part at ${place}.`;
}

/** The first span that is not in both, or not as it was. */
export function partingPlace({ differences: [first] }: TraceDiff): string | undefined {
  return first && placeText(first, first.kind === "changed" ? first.after : first.span);
}

function differencesText({ allowed }: ComparedRuns, { differences }: TraceDiff, options: DiffTextOptions): string[] {
  const { limit, width } = options;
  const maxLength = Math.max(60, (width ?? 160) - 20);
  const lines = differences.slice(0, limit).flatMap((difference) => {
    const [head, ...changes] = differenceLines(difference, maxLength) as [DifferenceLine, ...DifferenceLine[]];
    const note: Part[] = allowed.has(difference) ? [{ text: "(allowed)", format: "dim" }] : [];
    return [fitted([signed(head), ...note], options), ...changes.map((line) => fitted([signed(line)], options))];
  });
  const left = differences.length - limit;
  return [
    ...(lines.length === 0 ? [] : [`${countsText(differences)}:`, "", ...lines]),
    ...(left > 0 ? [`and ${countText(left)} more; --limit ${differences.length} shows them all`] : []),
  ];
}

function signed({ sign, text }: DifferenceLine): Part {
  return { text: `${sign} ${text}`, format: signFormats[sign] };
}

const deltaColumns: readonly Column<DeltaRow>[] = [
  { title: "", cell: ({ what }) => what },
  { title: "BEFORE", cell: ({ before }) => before, align: "right" },
  { title: "AFTER", cell: ({ after }) => after, align: "right" },
  {
    title: "CHANGE",
    cell: ({ change, isMore }) => ({ text: change, format: isMore ? "yellow" : "green" }),
    minWidth: 9,
    leaveOut: 1,
  },
];
