/** Makes of the descriptions of commands what parses arguments and prints help. */
import { readFileSync } from "node:fs";
import { styleText } from "node:util";
import { Argument, type Help, Command as Program } from "commander";
import type { ArgumentSpec, Command, CommandEntry } from "./command.ts";
import { helpAfter } from "./help-after.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";

/** Who is told of what becomes of a program. */
export interface ProgramObserver {
  /** Called with each piece. */
  readonly printHelp: (text: string) => void;
  /** Called when the command has run. */
  readonly ended: (exitCode: number) => void;
}

/** `args` are only looked through: the files of those commands are loaded that are named in them. */
export async function makeProgram(
  args: readonly string[],
  entries: readonly CommandEntry[],
  io: Io,
  observer: ProgramObserver,
): Promise<Program> {
  const program = rootProgram(io, observer.printHelp);
  for (const { name, summary, load } of entries) {
    const each = program.command(name).summary(summary).helpOption("-h, --help", "Says how to use it");
    if (args.includes(name)) describe(each, `${summary}.`, await load(), io, observer.ended);
  }
  return program.helpCommand("help [command]", "Says how to use a command");
}

function rootProgram(io: Io, printHelp: (text: string) => void): Program {
  const { color } = io.stdout;
  return new Program("heddle")
    .description("Looks into recorded runs of agents, compares them, and holds them to budgets.")
    .exitOverride()
    .configureOutput({
      writeOut: printHelp,
      writeErr: printHelp,
      // What went wrong is told by `tellError`, as all errors are.
      outputError: () => {},
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
      getOutHasColors: () => color,
      getErrHasColors: () => color,
    })
    .configureHelp({
      styleTitle: (text) => (color ? styleText("bold", text, { validateStream: false }) : text),
      showGlobalOptions: true,
      visibleGlobalOptions: colorOptions,
    })
    .helpOption("-h, --help", "Says how to use it")
    .option("--color", "Uses colours, also where the output is no terminal")
    .option("--no-color", "Uses no colours, as with the variable NO_COLOR")
    .version(version(), "-V, --version", "Prints the version");
}

/** Of all options of the program, those that mean something behind a command. */
function colorOptions(this: Help, command: Program): ReturnType<Help["visibleGlobalOptions"]> {
  return [...(command.parent?.options ?? [])].filter((option) => option.name() !== "version");
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

function describe(program: Program, summary: string, command: Command, io: Io, ended: ProgramObserver["ended"]): void {
  program.description(command.details === undefined ? summary : `${summary}\n\n${command.details}`);
  for (const argument of command.arguments) program.addArgument(argumentOf(argument));
  for (const [name, spec] of Object.entries(command.options)) program.addOption(optionOf(name, spec));
  program.addHelpText("after", helpAfter(command, io.stdout.color));
  program.action(async () => {
    ended(await command.run({ arguments: program.args, options: program.opts() }, io));
  });
}

function argumentOf({ name, description, isOptional, isMany, choices }: ArgumentSpec): Argument {
  const text = `${name}${isMany ? "..." : ""}`;
  const argument = new Argument(isOptional ? `[${text}]` : `<${text}>`, description);
  return choices === undefined ? argument : argument.choices(choices);
}
