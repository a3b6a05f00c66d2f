/** What stands at the end of a command's help: examples, and what its exit codes mean. */
import { styleText } from "node:util";
import type { Command } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";

/** Begins with an empty line. */
export function helpAfter({ examples, found }: Command, color: boolean): string {
  const title = (text: string) => (color ? styleText("bold", text, { validateStream: false }) : text);
  const shown = examples.map(({ command, does }) => `  ${does}:\n    $ ${command}`);
  const codes = [
    [exitCodes.ok, "done"],
    ...(found === undefined ? [] : [[exitCodes.found, found]]),
    [exitCodes.usage, "a mistake in what was typed"],
    [exitCodes.unreadable, "something cannot be read or written; what can be read is shown"],
  ].map(([code, meaning]) => `  ${code}  ${meaning}`);
  return ["", title("Examples:"), ...shown, "", title("Exit codes:"), ...codes].join("\n");
}
