/** Draws rows as a table that fits the terminal. */
import { type Part, textWidth } from "@heddle/core/bridge";
import { cutTo } from "./fit-parts.ts";
import { paint } from "./paint.ts";

/** A column of a table of `Row`s. One that is empty in all rows is left out. */
export interface Column<Row> {
  readonly title: string;
  /** What stands in it: one line, with nothing in it that moves a cursor. Empty: it says nothing of this row. */
  readonly cell: (row: Row) => Part | string;
  readonly align?: "right";
  /** Where there is too little room, it is cut down to this many columns. */
  readonly minWidth?: number;
  /** Where there is too little room even so, columns with a number are left out, that with the highest first. */
  readonly leaveOut?: number;
}

/** Where a table is drawn. */
export interface TableOptions {
  /** Of the terminal; rows are as long as they are unless given. */
  readonly width?: number | undefined;
  readonly color?: boolean;
}

const GAP = "  ";

/** A line of titles and one for each row, each with a newline. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], options: TableOptions = {}): string {
  const { width = Number.POSITIVE_INFINITY, color = false } = options;
  const all = columns
    .map((column) => ({ column, cells: rows.map((row) => partOf(column.cell(row))) }))
    .filter(({ cells }) => cells.some(({ text }) => text !== ""))
    .map((each) => ({ ...each, width: widest([each.column.title, ...each.cells.map(({ text }) => text)]) }));
  const drawn = fitted(all, width);
  const line = (partOfColumn: (at: (typeof drawn)[number]) => Part) =>
    drawn
      .map((each) => aligned(partOfColumn(each), each, color))
      .join(GAP)
      .trimEnd();
  const title = line(({ column }) => ({ text: column.title, format: "bold" }));
  return `${[title, ...rows.map((_, at) => line(({ cells }) => cells[at] as Part))].join("\n")}\n`;
}

function partOf(cell: Part | string): Part {
  return typeof cell === "string" ? { text: cell } : cell;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, textWidth(text)), 0);
}

interface Drawn {
  readonly column: Omit<Column<never>, "cell">;
  width: number;
}

/** Those for which there is room; what is too wide even so is left to the terminal. */
function fitted<Each extends Drawn>(all: readonly Each[], width: number): Each[] {
  let kept = [...all];
  while (kept.reduce((sum, each) => sum + leastWidth(each) + GAP.length, -GAP.length) > width) {
    const [first] = kept.filter(({ column }) => column.leaveOut !== undefined).sort(byLeaveOut);
    if (first === undefined) break;
    kept = kept.filter((each) => each !== first);
  }
  // The widest that can gives way first.
  let excess = kept.reduce((sum, each) => sum + each.width + GAP.length, -GAP.length) - width;
  for (; excess > 0; excess--) {
    const [first] = kept.filter((each) => each.width > leastWidth(each)).sort((a, b) => b.width - a.width);
    if (first === undefined) break;
    first.width--;
  }
  return kept;
}

function byLeaveOut({ column: a }: Drawn, { column: b }: Drawn): number {
  return (b.leaveOut as number) - (a.leaveOut as number);
}

function leastWidth({ column: { minWidth = Number.POSITIVE_INFINITY, title }, width }: Drawn): number {
  return Math.min(width, Math.max(minWidth, title.length));
}

function aligned({ text, format }: Part, { column, width }: Drawn, color: boolean): string {
  const shown = shortened(text, width);
  const space = " ".repeat(width - textWidth(shown));
  const painted = paint(shown, format, color);
  return column.align === "right" ? space + painted : painted + space;
}

/** As much as there is room for. */
function shortened(text: string, width: number): string {
  return textWidth(text) <= width ? text : cutTo(text, width);
}
