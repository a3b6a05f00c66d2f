/** Writes an answer as a table, as JSON or as CSV, piece by piece. */
import { cutValue, escapeText, type Part, textWidth } from "@heddle/core/bridge";
import { csvRow } from "@heddle/reader";
import { jsonText } from "./json-text.ts";
import { paint } from "./paint.ts";
import type { Answer, Cell } from "./query-rows.ts";
import { type Column, table } from "./table.ts";

/** So many rows are laid out together: their widest cells decide how wide columns are. */
const ROWS_A_TABLE = 1000;
/** What a table shows of a cell: JSON and CSV hold all of it. */
const MAX_CELL = 200;
/** Where the terminal is narrow, columns are cut down to this. */
const MIN_WIDTH = 12;

/** Where a table is drawn. */
export interface AnswerOptions {
  readonly width?: number | undefined;
  readonly color: boolean;
}

/**
 * A table with the columns of the answer, and how many rows there are. Where there is too little room for the columns, each
 * row is a paragraph with a line for each of them.
 */
export function* answerTable({ columns, rows }: Answer, options: AnswerOptions): Generator<string, void, undefined> {
  const titles = columns.map(escapeText);
  let count = 0;
  let isTable = true;
  for (const some of pieces(rows, ROWS_A_TABLE)) {
    const laidOut = titles.map((title, index) => columnOf(title, index, some));
    if (count === 0) isTable = hasRoom(table(some, laidOut, { ...options, color: false }), options);
    count += some.length;
    yield isTable ? table(some, laidOut, options) : some.map((row) => paragraph(titles, row, options)).join("");
  }
  yield count === 1 ? "1 row\n" : `${count.toLocaleString("en-US")} rows\n`;
}

function hasRoom(text: string, { width = Number.POSITIVE_INFINITY }: AnswerOptions): boolean {
  return text.split("\n").every((line) => textWidth(line) <= width);
}

function paragraph(titles: readonly string[], row: readonly Cell[], { color }: AnswerOptions): string {
  const width = Math.max(...titles.map(textWidth));
  const lines = titles.map((title, index) => {
    const { text, format } = cellPart(row[index] as Cell);
    return `${paint(title, "bold", color)}${" ".repeat(width - textWidth(title))}  ${paint(text, format, color)}\n`;
  });
  return `${lines.join("")}\n`;
}

function columnOf(title: string, index: number, rows: readonly (readonly Cell[])[]): Column<readonly Cell[]> {
  const cells = rows.map((row) => row[index]).filter((cell) => cell !== null);
  const isNumber = cells.length > 0 && cells.every((cell) => typeof cell === "number");
  return {
    title,
    cell: (row) => cellPart(row[index] as Cell),
    minWidth: MIN_WIDTH,
    ...(isNumber && { align: "right" }),
  };
}

function cellPart(cell: Cell): Part {
  if (cell === null) return { text: "NULL", format: "dim" };
  if (cell === "") return { text: "''", format: "dim" };
  // As SQLite's own shell has it: 1.548, and not 1.5479999999999998.
  const isFraction = typeof cell === "number" && !Number.isInteger(cell);
  return { text: escapeText(String(isFraction ? Number(cell.toPrecision(15)) : cutValue(cell, MAX_CELL))) };
}

/** A list of objects, one a line. Of columns with the same name, the last one counts. */
export function* answerJson({ columns, rows }: Answer): Generator<string, void, undefined> {
  let before = "[\n";
  for (const row of rows) {
    yield `${before}${jsonText(Object.fromEntries(columns.map((name, index) => [name, row[index]])))}`;
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

/** A head and the rows, as RFC 4180 has it; NULL is empty. `isTTY`: nothing in it may move a cursor. */
export function* answerCsv({ columns, rows }: Answer, isTTY: boolean): Generator<string, void, undefined> {
  const shown = (cell: Cell) => (isTTY && typeof cell === "string" ? escapeText(cell) : (cell ?? undefined));
  yield csvRow(columns.map(shown));
  for (const row of rows) yield csvRow(row.map(shown));
}

function* pieces<T>(items: Iterable<T>, size: number): Generator<T[], void, undefined> {
  let piece: T[] = [];
  for (const item of items) {
    piece.push(item);
    if (piece.length < size) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
