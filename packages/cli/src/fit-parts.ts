/** Cuts a line to what there is room for. */
import { type Part, textWidth } from "@heddle/core/bridge";

/** `parts`, which stand with a space between them, in `width` columns at most: what is cut off ends in `…`. */
export function fitParts(parts: readonly Part[], width: number): Part[] {
  const fitting: Part[] = [];
  let room = width;
  for (const [index, part] of parts.entries()) {
    const needed = textWidth(part.text);
    const isLast = index === parts.length - 1;
    // Where more is to come, there must be room to say that it is cut off.
    if (needed <= room - (isLast ? 0 : 2)) {
      fitting.push(part);
      room -= needed + 1;
      continue;
    }
    fitting.push({ ...part, text: cutTo(part.text, room) });
    break;
  }
  return fitting;
}

/** `a long na…` */
export function cutTo(text: string, width: number): string {
  let shown = "";
  let room = width - 1;
  for (const character of text) {
    room -= textWidth(character);
    if (room < 0) break;
    shown += character;
  }
  return `${shown}…`;
}
