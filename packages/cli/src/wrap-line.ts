/** Breaks a line of text where the terminal ends. */
import { type Part, wrapParts } from "@heddle/core/bridge";
import { paint } from "./paint.ts";
import type { TableOptions } from "./table.ts";

/** With less room than this, breaking lines is left to the terminal. */
const MIN_WIDTH = 24;

/** `parts`, which stand with a space between them, behind `margin`; what goes on below is 2 columns further to the right. */
export function wrapLine(parts: readonly Part[], { width, color = false }: TableOptions, margin: string = ""): string {
  const room = width === undefined || width < MIN_WIDTH ? Number.POSITIVE_INFINITY : width - margin.length;
  const rows = wrapParts(parts, room, room - 2);
  return rows
    .map(
      (row, index) =>
        margin + (index === 0 ? "" : "  ") + row.map((part) => paint(part.text, part.format, color)).join(" "),
    )
    .map((row) => `${row}\n`)
    .join("");
}
