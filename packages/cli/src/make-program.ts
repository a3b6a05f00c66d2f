/** Makes of the descriptions of commands what parses arguments and prints help. */
import { readFileSync } from "node:fs";
import { styleText } from "node:util";
import { Argument, Help, Command as Program } from "commander";
import type { ArgumentSpec, Command, CommandEntry } from "./command.ts";
import { helpAfter } from "./help-after.ts";
import type { Io, Output } from "./io.ts";
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
    const each = program.command(name).summary(summary).helpOption("-h, --help", "says how to use it");
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
      getOutHelpWidth: () => helpWidth(io.stdout),
      getErrHelpWidth: () => helpWidth(io.stderr),
      getOutHasColors: () => color,
      getErrHasColors: () => color,
    })
    .configureHelp({
      styleTitle: (text) => (color ? styleText("bold", text, { validateStream: false }) : text),
      showGlobalOptions: true,
      visibleGlobalOptions: colorOptions,
      minWidthToWrap: LEAST_WIDTH,
      formatItem: helpItem,
    })
    .helpOption("-h, --help", "says how to use it")
    .option("--color", "uses colours, also where the output is no terminal")
    .option("--no-color", "uses no colours, as with the variable NO_COLOR")
    .version(version(), "-V, --version", "prints the version");
}

/** Of all options of the program, those that mean something behind a command. */
function colorOptions(this: Help, command: Program): ReturnType<Help["visibleGlobalOptions"]> {
  return [...(command.parent?.options ?? [])].filter((option) => option.name() !== "version");
}

/** With less room than this, breaking lines is left to the terminal. */
const LEAST_WIDTH = 24;

function helpWidth({ columns = 80 }: Output): number {
  return Math.max(LEAST_WIDTH, columns);
}

/** Where there is too little room beside the terms, what they mean stands below each of them. */
function helpItem(term: string, termWidth: number, description: string, helper: Help): string {
  const width = helper.helpWidth as number;
  if (width - termWidth >= LEAST_WIDTH + 4 || description === "") {
    return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  }
  return `  ${term}\n      ${helper.boxWrap(description, width - 6).replaceAll("\n", "\n      ")}`;
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

function describe(program: Program, summary: string, command: Command, io: Io, ended: ProgramObserver["ended"]): void {
  program.description(command.details === undefined ? summary : `${summary}\n\n${command.details}`);
  for (const argument of command.arguments) program.addArgument(argumentOf(argument));
  for (const [name, spec] of Object.entries(command.options)) program.addOption(optionOf(name, spec));
  program.addHelpText("after", helpAfter(command, { color: io.stdout.color, width: helpWidth(io.stdout) }));
  program.action(async () => {
    ended(await command.run({ arguments: program.args, options: program.opts() }, io));
  });
}

function argumentOf({ name, description, isOptional, isMany, choices }: ArgumentSpec): Argument {
  const text = `${name}${isMany ? "..." : ""}`;
  const argument = new Argument(isOptional ? `[${text}]` : `<${text}>`, description);
  return choices === undefined ? argument : argument.choices(choices);
}
