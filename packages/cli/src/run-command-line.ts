/** Runs what was typed. */
import { CommanderError } from "commander";
import type { CommandEntry } from "./command.ts";
import { commands } from "./commands.ts";
import { exitCodes } from "./exit-codes.ts";
import { type Io, OutputClosedError } from "./io.ts";
import { makeProgram } from "./make-program.ts";
import { UsageError } from "./usage-error.ts";
import { withColor } from "./with-color.ts";

/** `args`: what stands behind `heddle`. Resolves with the exit code; never rejects. */
export async function runCommandLine(
  args: readonly string[],
  io: Io,
  entries: readonly CommandEntry[] = commands,
): Promise<number> {
  try {
    return await parsed(args, withColor(io, args), entries);
  } catch (error) {
    if (error instanceof OutputClosedError) return exitCodes.ok;
    // It is seldom needed, and what it imports takes its time.
    const { tellError } = await import("./tell-error.ts");
    return await tellError(error, commandOf(args, entries), io);
  }
}

async function parsed(args: readonly string[], io: Io, entries: readonly CommandEntry[]): Promise<number> {
  let help = "";
  let exitCode: number = exitCodes.ok;
  const program = await makeProgram(args, entries, io, {
    printHelp: (text) => {
      help += text;
    },
    ended: (code) => {
      exitCode = code;
    },
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError) || help === "") throw error;
    const isWanted = error.exitCode === 0;
    const [asked, name] = args.filter((arg) => !arg.startsWith("-"));
    if (!isWanted && asked === "help") throw new UsageError(`unknown command '${name}'`);
    await (isWanted ? io.stdout : io.stderr).write(help);
    return isWanted ? exitCodes.ok : exitCodes.usage;
  }
}

/** `heddle inspect`: whose mistake it is, and whose help to read. */
function commandOf(args: readonly string[], entries: readonly CommandEntry[]): string {
  const name = args.find((arg) => !arg.startsWith("-"));
  return entries.some((entry) => entry.name === name) ? `heddle ${name}` : "heddle";
}
