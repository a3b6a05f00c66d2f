/** Runs a command in a span. */
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Telemetry } from "@heddle/core";
import { clockOf, currentSettings } from "../settings.ts";
import { task } from "../spans/steps.ts";
import type { TypedSpan } from "../spans/typed-span.ts";
import { BoundedOutput } from "./bounded-output.ts";
import {
  type CommandEnd,
  commandAttributes,
  commandEndAttributes,
  commandFailure,
  programName,
} from "./command-attributes.ts";
import { groupOptions } from "./process-group.ts";
import { type Supervision, supervise } from "./supervise.ts";

const DEFAULT_OUTPUT_BYTES = 100_000;

/** How to run it. */
export interface RunCommandOptions extends Supervision {
  /** Its arguments, which no shell reads. Without them, the command is a whole line for the shell. */
  readonly args?: readonly string[];
  /** The folder to run it in; that of this process unless given. */
  readonly cwd?: string;
  /** Variables beside those of this process; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The shell that reads the line, such as `/bin/bash`; the system's unless given. */
  readonly shell?: string;
  /** What it reads; nothing unless given. */
  readonly stdin?: string | Uint8Array;
  /** Bytes that are kept of stdout, and of stderr: their beginning and their end; and of stdin, on the span. 100,000 unless given. */
  readonly maxOutputBytes?: number;
  /** Why it is run. */
  readonly reason?: string;
  /** The tool that runs it. */
  readonly toolName?: string;
  /** Names of variables to record; none unless given. */
  readonly recordEnv?: readonly string[];
  readonly telemetry?: Telemetry;
}

/** What came of it. */
export interface CommandResult extends CommandEnd {
  /** `null`: it was ended by a signal. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/**
 * Runs `command` in a span, in a process group of its own. An exit code other than 0, a signal and a timeout are the span's error, and
 * resolve. What it has started is ended with it at a timeout, an abort, and the end of this process. Its `TRACEPARENT` names the span.
 *
 * Rejects where the command cannot be started, and with the reason of the signal when that is aborted. Throws a TypeError or a RangeError
 * for a command or an option that is none.
 */
export function runCommand(command: string, options: RunCommandOptions = {}): Promise<CommandResult> {
  check(command, options);
  const { args, cwd = process.cwd(), stdin, signal, telemetry, reason, toolName, recordEnv = [] } = options;
  const facts = { command, args, workingDirectory: cwd, reason, toolName };
  const variables = { ...process.env, ...options.env };
  const recorded = Object.fromEntries(recordEnv.map((name) => [name, variables[name]]).filter(([, value]) => value));
  const spanOptions = {
    attributes: commandAttributes(facts, currentSettings().capture.input, recorded),
    ...(stdin !== undefined && { input: shortText(stdin, options) }),
    ...(telemetry && { telemetry }),
    ...(signal && { signal }),
  };
  return task(`run ${programName(facts)}`, spanOptions, (span) => run(span, command, options, cwd));
}

function check(
  command: string,
  { args, shell, maxOutputBytes = 0, timeoutMs = 0, killAfterMs = 0 }: RunCommandOptions,
): void {
  if (typeof command !== "string" || command.trim() === "") {
    throw new TypeError(`runCommand: command ${JSON.stringify(command)} is none; give a program or a command line`);
  }
  if ([command, ...(args ?? [])].some((text) => text.includes("\0"))) {
    throw new TypeError("runCommand: there is a NUL byte in the command or in args; leave it out");
  }
  if (args !== undefined && shell !== undefined) {
    throw new TypeError(
      `runCommand: no shell reads args; leave out shell ${JSON.stringify(shell)}, or give the whole line as the command`,
    );
  }
  for (const [name, value] of Object.entries({ maxOutputBytes, timeoutMs, killAfterMs })) {
    // A timer that is set for longer goes off at once.
    if (!(Number.isInteger(value) && value >= 0 && value < 2 ** 31)) {
      throw new RangeError(
        `runCommand: ${name} ${String(value)} is none; give a whole number from 0 to ${2 ** 31 - 1}`,
      );
    }
  }
}

async function run(span: TypedSpan, command: string, options: RunCommandOptions, cwd: string): Promise<CommandResult> {
  options.signal?.throwIfAborted();
  const clock = clockOf(span.telemetry);
  const startedMs = clock.monotonicMs();
  const { traceparent } = span;
  const env = { ...process.env, ...(traceparent && { TRACEPARENT: traceparent }), ...options.env };
  const child = start(command, options, env, cwd);
  const [stdout, stderr] = [collected(child.stdout, options), collected(child.stderr, options)];
  const { stoppedBy, ...end } = await supervise(child, options).catch((error) => explain(error, cwd));
  const result = {
    ...end,
    stdout: stdout.text(),
    stderr: stderr.text(),
    timedOut: stoppedBy === "timeout",
    truncated: stdout.isCut || stderr.isCut,
    durationMs: clock.monotonicMs() - startedMs,
  };
  span.set(commandEndAttributes(result));
  span.output(result);
  if (stoppedBy === "abort") throw options.signal?.reason;
  const failure = commandFailure(result);
  if (failure !== undefined) span.fail(failure);
  return result;
}

function start(command: string, options: RunCommandOptions, env: NodeJS.ProcessEnv, cwd: string): ChildProcess {
  const { args, shell = true, stdin } = options;
  const stdio: StdioOptions = [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"];
  const child: ChildProcess = spawn(command, args ?? [], {
    ...groupOptions,
    cwd,
    env,
    stdio,
    shell: args === undefined && shell,
  });
  // A program that does not read to the end is not at fault.
  child.stdin?.on("error", () => {}).end(stdin);
  return child;
}

function shortText(stdin: string | Uint8Array, { maxOutputBytes = DEFAULT_OUTPUT_BYTES }: RunCommandOptions): string {
  const input = new BoundedOutput(maxOutputBytes);
  input.add(Buffer.from(stdin as string));
  return input.text();
}

function collected(stream: ChildProcess["stdout"], options: RunCommandOptions): BoundedOutput {
  const output = new BoundedOutput(options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES);
  stream?.on("data", (chunk: Buffer) => output.add(chunk));
  return output;
}

/** The system says the same of a program and of a folder that is not there. */
function explain(cause: unknown, cwd: string): never {
  if (existsSync(cwd)) throw cause;
  throw new Error(`runCommand: cwd ${JSON.stringify(cwd)} is not there; give the path of a folder`, { cause });
}
