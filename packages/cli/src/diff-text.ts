/** Draws what two runs differ in as text. */
import { durationText, type Format, nameText } from "@heddle/core/bridge";
import { countText, type Trace, type TraceDiff } from "@heddle/reader";
import { type ComparedRuns, countsText } from "./compared-runs.ts";
import { type DeltaRow, deltaRows } from "./delta-rows.ts";
import { type DifferenceLine, differenceLines, placeText, type Sign } from "./difference-lines.ts";
import { paint } from "./paint.ts";
import { statusPart } from "./run-table.ts";
import { type Column, type TableOptions, table } from "./table.ts";

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
    ...(before === undefined ? [] : [`${paint("-", "red", color)} ${runText(before, color)}`]),
    ...(after === undefined ? [] : [`${paint("+", "green", color)} ${runText(after, color)}`]),
  ];
  if (before === undefined || after === undefined || diff === undefined) {
    return `${runs.join("\n")}\n  there is no such run ${before === undefined ? "before" : "after"}\n`;
  }
  const lines = [
    ...runs,
    "",
    partingText(diff),
    ...differencesText(compared, diff, options),
    "",
    table(deltaRows(before, after), deltaColumns, options).trimEnd(),
    ...exceeded.map((each) => paint(`✗ ${each}`, "red", color)),
  ];
  return `${lines.join("\n")}\n`;
}

function runText({ traceId, name, durationMs, status }: Trace, color: boolean): string {
  const { text, format } = statusPart(status);
  const parts = [paint(nameText(name), "bold", color), `(${durationText(durationMs)})`, paint(text, format, color)];
  return [...parts, paint(traceId, "dim", color)].join(" ");
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
  const { limit, width, color = false } = options;
  const maxLength = Math.max(60, (width ?? 160) - 20);
  const lines = differences.slice(0, limit).flatMap((difference) => {
    const [head, ...changes] = differenceLines(difference, maxLength) as [DifferenceLine, ...DifferenceLine[]];
    const note = allowed.has(difference) ? paint(" (allowed)", "dim", color) : "";
    return [signed(head, color) + note, ...changes.map((line) => signed(line, color))];
  });
  const left = differences.length - limit;
  return [
    ...(lines.length === 0 ? [] : [`${countsText(differences)}:`, "", ...lines]),
    ...(left > 0 ? [`and ${countText(left)} more; --limit ${differences.length} shows them all`] : []),
  ];
}

function signed({ sign, text }: DifferenceLine, color: boolean): string {
  return paint(`${sign} ${text}`, signFormats[sign], color);
}

const deltaColumns: readonly Column<DeltaRow>[] = [
  { title: "", cell: ({ what }) => what },
  { title: "BEFORE", cell: ({ before }) => before, align: "right" },
  { title: "AFTER", cell: ({ after }) => after, align: "right" },
  {
    title: "CHANGE",
    cell: ({ change, isMore }) => ({ text: change, format: isMore ? "yellow" : "green" }),
    minWidth: 9,
  },
];
