/** What stands at the end of a command's help: examples, and what its exit codes mean. */
import { styleText } from "node:util";
import { wrapParts } from "@heddle/core/bridge";
import type { Command } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";

/** Where the help is shown. */
export interface HelpAfterOptions {
  readonly color: boolean;
  /** What is typed in examples is not broken, so that it can be copied. */
  readonly width: number;
}

/** Begins with an empty line. */
export function helpAfter({ examples, found }: Command, { color, width }: HelpAfterOptions): string {
  const title = (text: string) => (color ? styleText("bold", text, { validateStream: false }) : text);
  const shown = examples.map(({ command, does }) => `${hanging("  ", `${does}:`, width)}\n    $ ${command}`);
  const codes = [
    [exitCodes.ok, "done"] as const,
    ...(found === undefined ? [] : [[exitCodes.found, found] as const]),
    [exitCodes.usage, "a mistake in what was typed"] as const,
    [exitCodes.unreadable, "something cannot be read or written; what can be read is shown"] as const,
  ].map(([code, meaning]) => hanging(`  ${code}  `, meaning, width));
  return ["", title("Examples:"), ...shown, "", title("Exit codes:"), ...codes].join("\n");
}

/** `text` behind `head`; what goes on below stands below `text`. */
function hanging(head: string, text: string, width: number): string {
  const room = width - head.length;
  const lines = wrapParts([{ text }], room, room).map((parts) => parts.map((part) => part.text).join(" "));
  return head + lines.join(`\n${" ".repeat(head.length)}`);
}
