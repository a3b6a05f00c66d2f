/** Says where the runs of an agent part. */
import { nameText } from "@heddle/core/bridge";
import { type Branch, countText, type RunStatistics } from "@heddle/reader";
import { paint } from "./paint.ts";

/** More ways than these are not worth reading. */
const MAX_BRANCHES = 5;

/** A line on where, and one for each way that runs go then. Nothing if all take the same steps. */
export function divergenceText({ name, runs, divergence }: RunStatistics, color: boolean): string[] {
  if (divergence === undefined) return [];
  const { after, branches } = divergence;
  const where = after === undefined ? "at their beginning" : `after ${nameText(after)}`;
  const shown = branches.slice(0, MAX_BRANCHES).map((branch) => branchLine(branch, color));
  const others = branches.slice(MAX_BRANCHES).reduce((sum, branch) => sum + branch.runs, 0);
  if (others > 0) shown.push(`  ${countText(others)} go other ways`);
  return [
    `The ${countText(runs)} runs of ${paint(nameText(name), "bold", color)} first part ${where}:\n${shown.join("\n")}\n`,
  ];
}

/** `  7 go on with [tool] search, 6 of them pass` */
function branchLine({ name, type, runs, passed }: Branch, color: boolean): string {
  const many = runs === 1 ? ["goes on with", "ends", "passes", "fails"] : ["go on with", "end", "pass", "fail"];
  const [goOn, end, pass, fail] = many;
  const label = type === undefined ? "" : `${paint(`[${nameText(type)}]`, "cyan", color)} `;
  const way = name === undefined ? end : `${goOn} ${label}${paint(nameText(name), "bold", color)}`;
  const fate = passed === runs ? `and ${pass}` : passed === 0 ? `and ${fail}` : `and ${countText(passed)} of them pass`;
  return `  ${countText(runs)} ${way}, ${paint(fate, passed === runs ? "green" : passed === 0 ? "red" : "yellow", color)}`;
}
