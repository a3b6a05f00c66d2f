/** Says what went wrong, in a sentence. */
import { getSystemErrorMessage } from "node:util";
import { escapeText } from "@heddle/core/bridge";
import { SourceError } from "@heddle/reader";
import { CommanderError } from "commander";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { UnwritableError } from "./unwritable-error.ts";
import { UsageError } from "./usage-error.ts";

/** `command`: whose mistake it is, such as `heddle inspect`. Resolves with the exit code. */
export async function tellError(error: unknown, command: string, { stderr }: Io): Promise<number> {
  if (error instanceof CommanderError || error instanceof UsageError) {
    const lines = error.message.replace(/^error: /, "").split("\n");
    await stderr.write(`${command}: ${escapeText(lines.join(" "))}\nSee ${command} --help\n`);
    return exitCodes.usage;
  }
  if (error instanceof SourceError || error instanceof UnwritableError || isSystemError(error)) {
    await stderr.write(`${command}: ${escapeText(isSystemError(error) ? systemText(error) : error.message)}\n`);
    return exitCodes.unreadable;
  }
  const stack = (error instanceof Error && error.stack) || String(error);
  const lines = stack.split("\n").map((line) => `  ${escapeText(line)}`);
  await stderr.write(
    `${command}: this is a defect of heddle, please report it with these lines:\n${lines.join("\n")}\n`,
  );
  return exitCodes.defect;
}

/** Of a file, a folder or a socket. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}

/** `"budget.json": no such file or directory` */
function systemText({ path, errno, message }: NodeJS.ErrnoException): string {
  return path === undefined || errno === undefined
    ? message
    : `${JSON.stringify(path)}: ${getSystemErrorMessage(errno)}`;
}
