/** Says what went wrong, in a sentence. */
import { escapeText } from "@heddle/core/bridge";
import { SourceError } from "@heddle/reader";
import { CommanderError } from "commander";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { UsageError } from "./usage-error.ts";

/** `command`: whose mistake it is, such as `heddle inspect`. Resolves with the exit code. */
export async function tellError(error: unknown, command: string, { stderr }: Io): Promise<number> {
  if (error instanceof CommanderError || error instanceof UsageError) {
    const lines = error.message.replace(/^error: /, "").split("\n");
    await stderr.write(`${command}: ${escapeText(lines.join(" "))}\nSee ${command} --help\n`);
    return exitCodes.usage;
  }
  if (error instanceof SourceError || isSystemError(error)) {
    await stderr.write(`${command}: ${escapeText(error.message)}\n`);
    return exitCodes.unreadable;
  }
  const stack = (error instanceof Error && error.stack) || String(error);
  const lines = stack.split("\n").map((line) => `  ${escapeText(line)}`);
  await stderr.write(
    `${command}: this is a defect of heddle, please report it with these lines:\n${lines.join("\n")}\n`,
  );
  return exitCodes.defect;
}

/** Of a file, a folder or a socket: the message names it, and says what is wrong. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}
