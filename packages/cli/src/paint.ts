/** Gives text a look. */
import { styleText } from "node:util";
import type { Format } from "@heddle/core/bridge";

/** `text` as it is where there are no colours, or no look is wanted. */
export function paint(text: string, format: Format | undefined, color: boolean): string {
  return color && format !== undefined && text !== "" ? styleText(format, text, { validateStream: false }) : text;
}
