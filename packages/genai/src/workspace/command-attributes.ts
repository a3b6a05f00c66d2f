/** What is recorded of a command. */
import { basename } from "node:path";
import type { Attributes } from "@heddle/core";
import { names } from "../names.ts";

/** What was run, and why. */
export interface CommandFacts {
  /** The program; without `args`, a whole command line. */
  readonly command: string;
  readonly args?: readonly string[] | undefined;
  readonly workingDirectory?: string | undefined;
  readonly reason?: string | undefined;
  /** The tool that ran it. */
  readonly toolName?: string | undefined;
}

/** How it ended. */
export interface CommandEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** Some of the output was left out. */
  readonly truncated: boolean;
}

/** A command has ended badly: the error of its span, which never names what was run, for command lines are full of secrets. */
class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}

/** The program's name: of a command line the first word, where that is one, else `shell`. */
export function programName({ command, args }: CommandFacts): string {
  if (args !== undefined) return basename(command) || command;
  const word = /^\s*(?:[A-Za-z_]\w*=\S*\s+)*([\w.+/-]+)(?=\s|[;&|]|$)/.exec(command)?.[1];
  return basename(word ?? "") || "shell";
}

/** What was asked for. The command line and the variables are content, and inputs. */
export function commandAttributes(
  facts: CommandFacts,
  captureInput: boolean,
  env: Readonly<Record<string, string>> = {},
): Attributes {
  const { command, args, workingDirectory, reason, toolName } = facts;
  const variables = Object.entries(env).map(([name, value]) => [`process.environment_variable.${name}`, value]);
  const line =
    args === undefined ? { "process.command_line": command } : { "process.command_args": [command, ...args] };
  return {
    "process.command": programName(facts),
    "process.working_directory": workingDirectory,
    "heddle.reason": reason,
    [names.toolName]: toolName,
    ...(captureInput && { ...line, ...Object.fromEntries(variables) }),
  };
}

/** What came of it. */
export function commandEndAttributes({ exitCode, signal, timedOut, truncated }: CommandEnd): Attributes {
  return {
    "process.exit.code": exitCode,
    "heddle.process.signal": signal,
    "heddle.process.timed_out": timedOut || undefined,
    "heddle.process.truncated": truncated || undefined,
  };
}

/** Why the span of a command has failed, if it has. */
export function commandFailure({ exitCode, signal, timedOut }: CommandEnd): Error | undefined {
  if (timedOut) return new CommandFailure("timed out");
  if (signal !== null) return new CommandFailure(`ended by ${signal}`);
  return exitCode === 0 || exitCode === null ? undefined : new CommandFailure(`exit code ${exitCode}`);
}
