/** Prints outcomes as a table for a terminal. */
import { median } from "./median.ts";
import type { Outcome } from "./outcome.ts";

export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = [["floor", "what", "measured", "spread", "must be", ""], ...outcomes.map(rowOf)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, ...outcomes.flatMap(({ reason, floor }) => (reason ? [`\n${floor.name}: ${reason}`] : []))].join(
    "\n",
  );
}

/** `name, what, measured, spread, bound, verdict`. */
export function rowOf({ floor, numbers, verdict }: Outcome): string[] {
  const { name, measured, unit, atMost, atLeast } = floor;
  const bounds = [
    ...(atMost === undefined ? [] : [`≤ ${atMost} ${unit}`]),
    ...(atLeast === undefined ? [] : [`≥ ${atLeast} ${unit}`]),
  ];
  const bound = bounds.join(", ");
  if (numbers.length === 0) return [name, measured, "–", "", bound, verdict];
  const spread = numbers.length === 1 ? "" : `${show(Math.min(...numbers))}–${show(Math.max(...numbers))}`;
  return [name, measured, `${show(median(numbers))} ${unit}`, spread, bound, verdict];
}

function show(number: number): string {
  return Number.isInteger(number) ? String(number) : number.toFixed(2);
}
