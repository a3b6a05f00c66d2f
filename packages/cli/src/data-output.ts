/** Writes data for programs where a person may look at it. */
import { escapeText } from "@heddle/core/bridge";
import type { Output } from "./io.ts";

const LINE = /(?:[^\r\n]|\r(?!\n))+/g;

/** `output`; where it is a terminal, what would move its cursor or turn its text round stands there as `\u202e`. */
export function dataOutput(output: Output): Output {
  if (!output.isTTY) return output;
  return {
    isTTY: true,
    color: output.color,
    // What is no text is refused before it comes to a terminal.
    write: (text) => output.write(String(text).replace(LINE, escapeText)),
  };
}
