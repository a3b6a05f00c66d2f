/** Breaks text so that what goes on stands below where it begins. */
import { wrapParts } from "@heddle/core/bridge";

/** `text` behind `head`, in lines of `width` columns. */
export function hangingText(head: string, text: string, width: number): string {
  const room = width - head.length;
  const lines = wrapParts([{ text }], room, room).map((parts) => parts.map((part) => part.text).join(" "));
  return head + lines.join(`\n${" ".repeat(head.length)}`);
}

/** Each line of `text` behind the spaces that it begins with. */
export function hangingLines(text: string, width: number): string {
  const lines = text.split("\n").map((line) => {
    const rest = line.trimStart();
    return hangingText(line.slice(0, line.length - rest.length), rest, width);
  });
  return lines.join("\n");
}
