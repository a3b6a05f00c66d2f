/** Says where the runs of an agent part. */
import { nameText, type Part } from "@heddle/core/bridge";
import { type Branch, countText, type RunStatistics } from "@heddle/reader";
import { calledText } from "./span-label.ts";
import type { TableOptions } from "./table.ts";
import { wrapLine } from "./wrap-line.ts";

/** More ways than these are not worth reading. */
const MAX_BRANCHES = 5;

/** A line on where, and one for each way that runs go then. Nothing if all take the same steps. */
export function divergenceText({ name, runs, divergence }: RunStatistics, options: TableOptions): string {
  if (divergence === undefined) return "";
  const { after, branches } = divergence;
  const where = after === undefined ? "at their beginning" : `after ${nameText(after)}`;
  const title: Part[] = [
    { text: `The ${countText(runs)} runs of` },
    { text: nameText(name), format: "bold" },
    { text: `first part ${where}:` },
  ];
  const ways = branches.slice(0, MAX_BRANCHES).map(branchParts);
  const others = branches.slice(MAX_BRANCHES).reduce((sum, branch) => sum + branch.runs, 0);
  if (others > 0) ways.push([{ text: `${countText(others)} ${others === 1 ? "goes another way" : "go other ways"}` }]);
  return wrapLine(title, options) + ways.map((parts) => wrapLine(parts, options, "  ")).join("");
}

/** `7 go on with [tool] search, and 6 of them pass` */
function branchParts({ name, type, tool, runs, passed }: Branch): Part[] {
  const many = runs === 1 ? ["goes on with", "ends", "passes", "fails"] : ["go on with", "end", "pass", "fail"];
  const [goOn, end, pass, fail] = many;
  const way: Part[] =
    name === undefined
      ? [{ text: `${countText(runs)} ${end},` }]
      : [
          { text: `${countText(runs)} ${goOn}` },
          ...(type === undefined ? [] : [{ text: `[${nameText(type)}]`, format: "cyan" } as const]),
          { text: `${calledText(name, tool)},`, format: "bold" },
        ];
  if (passed === runs) return [...way, { text: `and ${pass}`, format: "green" }];
  if (passed === 0) return [...way, { text: `and ${fail}`, format: "red" }];
  return [...way, { text: `and ${countText(passed)} of them ${passed === 1 ? "passes" : "pass"}`, format: "yellow" }];
}
