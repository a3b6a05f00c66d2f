/** Writes the completion for fish. */
import { type NamedCommand, type TypedOption, typedOptions } from "./named-command.ts";

/** A line for each command, option and word. */
export function fishCompletion(commands: readonly NamedCommand[]): string {
  const lines = [
    "# Completion of heddle for fish: heddle completion fish > ~/.config/fish/completions/heddle.fish",
    ...commands.map(
      ({ name, summary }) => `complete -c heddle -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ),
    `complete -c heddle -n '__fish_seen_subcommand_from help' -f -a ${quoted(commands.map(({ name }) => name).join(" "))}`,
    ...commands.flatMap(commandLines),
  ];
  return `${lines.join("\n")}\n`;
}

function commandLines({ name, command }: NamedCommand): string[] {
  const where = `complete -c heddle -n '__fish_seen_subcommand_from ${name}'`;
  const words = command.arguments.flatMap(({ choices = [] }) => choices);
  return [
    ...typedOptions(command).map((option) => `${where} ${optionWords(option)}`),
    ...(words.length === 0 ? [] : [`${where} -f -a ${quoted(words.join(" "))}`]),
  ];
}

function optionWords({ long, short, value, description, choices, isPath }: TypedOption): string {
  const values = choices === undefined ? (isPath ? ["-r -F"] : ["-x"]) : [`-x -a ${quoted(choices.join(" "))}`];
  return [
    `-l ${long.slice("--".length)}`,
    ...(short === undefined ? [] : [`-s ${short}`]),
    ...(value === undefined ? [] : values),
    `-d ${quoted(description)}`,
  ].join(" ");
}

/** In its quotes, fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
