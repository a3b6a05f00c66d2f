/** Breaks a line that is wider than the terminal, so that what goes on stays below what it belongs to. */

/** The looks that a terminal has; the names are those of `util.styleText`. */
export type Format = "blue" | "bold" | "cyan" | "dim" | "green" | "magenta" | "red" | "yellow";

/** A piece of a line that has one look. */
export interface Part {
  readonly text: string;
  readonly format?: Format;
}

/**
 * `parts`, which stand with a space between them, as lines: the first at most `first` columns wide, the others `rest`.
 * Words that are wider than that are broken, too.
 */
export function wrapParts(parts: readonly Part[], first: number, rest: number): Part[][] {
  const lines: Part[][] = [[]];
  let left = first;
  const breakLine = () => {
    lines.push([]);
    left = rest;
  };
  for (const part of parts) {
    for (const word of part.text.split(" ")) {
      if (textWidth(word) > left && lines.at(-1)?.length !== 0) breakLine();
      for (const [index, text] of breakWord(word, left, rest).entries()) {
        if (index > 0) breakLine();
        append(lines.at(-1) as Part[], { ...part, text });
        left -= textWidth(text) + 1;
      }
    }
  }
  return lines;
}

/** Words of one look are one part again. */
function append(line: Part[], word: Part): void {
  const last = line.at(-1);
  if (last === undefined || last.format !== word.format) line.push(word);
  else line[line.length - 1] = { ...last, text: `${last.text} ${word.text}` };
}

/** A piece for each line that it takes. */
function breakWord(word: string, first: number, rest: number): string[] {
  if (textWidth(word) <= first) return [word];
  const pieces = [""];
  let left = first;
  for (const character of word) {
    left -= textWidth(character);
    if (left < 0) {
      pieces.push("");
      left = rest - textWidth(character);
    }
    pieces[pieces.length - 1] += character;
  }
  return pieces;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const NO_WIDTH = /[\p{M}\p{Cf}]/u;

/** How many columns a text takes: close enough for breaking lines and aligning columns. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (WIDE.test(character)) width += 2;
    else if (!NO_WIDTH.test(character)) width += 1;
  }
  return width;
}
