/** Writes the line of a row. */
import type { Row } from "./console-node.ts";
import { type Amount, rowParts, traceTag } from "./console-parts.ts";
import { type Format, type Part, wrapParts } from "./console-wrap.ts";

/** Puts a colour around a text, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string;

export interface LineStyle extends Amount {
  readonly paint: Paint;
  /** How many columns the terminal has; lines are broken there. */
  readonly columns?: number | undefined;
}

/** Deeper spans are not indented further: their depth is said. */
const MAX_INDENT = 24;
/** With less room than this, breaking lines is left to the terminal. */
const MIN_ROOM = 24;
/** Below the name, whatever the name is of. */
const HANG = "    ";

/**
 * The line, without a newline at its end: `  • loom.tool (0.2ms) tool=add, ok=true`. While several traces are running,
 * it begins with the end of its trace's id.
 */
export function consoleLine(row: Row, { paint, columns, ...amount }: LineStyle): string {
  const { traceId } = row.record;
  const tag = row.isMixed && traceId !== undefined ? traceTag(traceId) : undefined;
  const margin = (tag === undefined ? "" : `${"".padEnd(tag.text.length)} `) + indentOf(row.depth);
  const parts = rowParts(row, amount);
  const room = (columns ?? 0) - margin.length;
  const lines = room < MIN_ROOM ? [parts] : wrapParts(parts, room, room - HANG.length);
  const painted = lines.map((line) => line.map((part) => paintPart(part, paint)).join(" "));
  const text = margin + painted.join(`\n${margin}${HANG}`);
  return tag === undefined ? text : paintPart(tag, paint) + text.slice(tag.text.length);
}

function indentOf(depth: number): string {
  return depth <= MAX_INDENT ? "  ".repeat(depth) : `${"  ".repeat(MAX_INDENT)}(depth ${depth}) `;
}

function paintPart({ text, format }: Part, paint: Paint): string {
  return format === undefined ? text : paint(format, text);
}
