/** What a completion script is made of. */
import type { Command, CommandEntry, OptionSpec } from "../command.ts";
import { optionName } from "../option-name.ts";

/** A command and what it is called. */
export interface NamedCommand extends Pick<CommandEntry, "name" | "summary"> {
  readonly command: Command;
}

/** An option as it is typed. */
export interface TypedOption extends OptionSpec {
  /** `--max-rows` */
  readonly long: string;
}

/** Options that all commands have. */
const everywhere: readonly TypedOption[] = [
  { long: "--help", short: "h", description: "says how to use it" },
  { long: "--color", description: "uses colours" },
  { long: "--no-color", description: "uses no colours" },
];

/** All options of a command. */
export function typedOptions({ options }: Command): TypedOption[] {
  const own = Object.entries(options as Readonly<Record<string, OptionSpec>>).map(([name, spec]) => ({
    ...spec,
    long: optionName(name),
  }));
  return [...own, ...everywhere];
}

/** `text` as one word of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
