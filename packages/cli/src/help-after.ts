/** What stands at the end of a command's help: examples, and what its exit codes mean. */
import { styleText } from "node:util";
import type { Command } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { hangingText } from "./hanging-text.ts";

/** Where the help is shown. */
export interface HelpAfterOptions {
  readonly color: boolean;
  /** What is typed in examples is not broken, so that it can be copied. */
  readonly width: number;
}

/** Begins with an empty line. */
export function helpAfter({ examples, found }: Command, { color, width }: HelpAfterOptions): string {
  const title = (text: string) => (color ? styleText("bold", text, { validateStream: false }) : text);
  const shown = examples.map(({ command, does }) => `${hangingText("  ", `${does}:`, width)}\n    $ ${command}`);
  const codes = [
    [exitCodes.ok, "done"] as const,
    ...(found === undefined ? [] : [[exitCodes.found, found] as const]),
    [exitCodes.usage, "a mistake in what was typed"] as const,
    [exitCodes.unreadable, "something cannot be read or written; what can be read is shown"] as const,
  ].map(([code, meaning]) => hangingText(`  ${code}  `, meaning, width));
  return ["", title("Examples:"), ...shown, "", title("Exit codes:"), ...codes].join("\n");
}
