/** Every case in which Heddle is not the best, found in the numbers. */
import type { Shortcoming } from "./comparison.ts";
import { comparedShortcomings } from "./comparisons.ts";
import { floorShortcomings } from "./floor-shortcomings.ts";
import { markdownTable } from "./markdown.ts";
import type { Measured } from "./measured.ts";

/** In the order of the page. */
export function shortcomingsIn(measured: Measured): Shortcoming[] {
  const { floors } = measured;
  return [...(floors?.data.flatMap(floorShortcomings) ?? []), ...comparedShortcomings(measured)];
}

/** A table a chapter; Markdown. */
export function shortcomingTables(shortcomings: readonly Shortcoming[]): string {
  const chapters = [...Map.groupBy(shortcomings, ({ chapter }) => chapter)];
  return chapters.map(([chapter, all]) => `### In “${chapter}”\n\n${tableOf(all)}`).join("\n\n");
}

function tableOf(shortcomings: readonly Shortcoming[]): string {
  const rows = [...Map.groupBy(shortcomings, ({ number }) => number)].flatMap(([number, all]) => rowsOf(number, all));
  return markdownTable(["", "Heddle’s; whose is better", "why"], rows, "left");
}

/** One for each of ours; of which nothing else is to be said, they share one. */
function rowsOf(number: string, shortcomings: readonly Shortcoming[]): string[][] {
  const cells = [...Map.groupBy(shortcomings, ({ name }) => name)].map(([name, group]) => {
    const [{ reason }] = group as [Shortcoming];
    return { name, said: [linesOf(group).join("<br>"), reason || "not known"] };
  });
  return [...Map.groupBy(cells, ({ said }) => said.join("|"))].map(([, same]) => {
    const names = same.map(({ name }) => name).join("; ");
    return [names === "" ? number : `${number}: ${names}`, ...(same[0]?.said ?? [])];
  });
}

/** What reads the same in several places is one line. */
function linesOf(group: readonly Shortcoming[]): string[] {
  const byText = Map.groupBy(group, ({ text }) => text);
  return [...byText].map(([text, all]) => {
    const places = all.flatMap(({ where }) => where ?? []);
    return places.length === 0 ? text : `${places.join(", ")}: ${text}`;
  });
}
