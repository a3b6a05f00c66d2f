/** Writes a row of CSV. */

/**
 * `cells` as RFC 4180 has them, with the line's end; one that is `undefined` is empty. A text that a spreadsheet would take
 * for a formula begins with an apostrophe.
 */
export function csvRow(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cellText).join()}\r\n`;
}

function cellText(cell: string | number | undefined): string {
  if (typeof cell !== "string") return String(cell ?? "");
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
