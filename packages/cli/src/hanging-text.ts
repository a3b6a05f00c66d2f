/** Breaks text so that what goes on stands below where it begins. */
import { Help } from "commander";

/** Commander's own way to break lines: to load another takes longer than to show the help. */
const help = Object.assign(new Help(), { minWidthToWrap: 0 });

/** `text` behind `head`, in lines of `width` columns. */
export function hangingText(head: string, text: string, width: number): string {
  return head + help.boxWrap(text, width - head.length).replaceAll("\n", `\n${" ".repeat(head.length)}`);
}

/** Each line of `text` behind the spaces that it begins with. */
export function hangingLines(text: string, width: number): string {
  const lines = text.split("\n").map((line) => {
    const rest = line.trimStart();
    return hangingText(line.slice(0, line.length - rest.length), rest, width);
  });
  return lines.join("\n");
}
