/** `heddle completion`: a script for a shell. */
import type { Command, CommandEntry, Parsed } from "../command.ts";
import { bashCompletion } from "../completion/bash-completion.ts";
import { fishCompletion } from "../completion/fish-completion.ts";
import type { NamedCommand } from "../completion/named-command.ts";
import { zshCompletion } from "../completion/zsh-completion.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";

const scripts: Readonly<Record<string, (commands: readonly NamedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Prints a script that completes `commands`. */
export function completionOf(commands: readonly CommandEntry[]): Command {
  return {
    arguments: [{ name: "SHELL", description: "the shell it is for", choices: Object.keys(scripts) }],
    options: {},
    examples: [
      { does: "bash, in ~/.bashrc", command: 'eval "$(heddle completion bash)"' },
      { does: "zsh, in ~/.zshrc after compinit", command: 'eval "$(heddle completion zsh)"' },
      { does: "fish", command: "heddle completion fish > ~/.config/fish/completions/heddle.fish" },
    ],
    run: async (parsed, io) => await run(commands, parsed, io),
  };
}

async function run(
  commands: readonly CommandEntry[],
  { arguments: [shell = ""] }: Parsed<object>,
  { stdout }: Io,
): Promise<number> {
  const named = await Promise.all(
    commands.map(async ({ name, summary, load }) => ({ name, summary, command: await load() })),
  );
  // Any other shell was refused as an argument.
  await stdout.write((scripts[shell] as typeof bashCompletion)(named));
  return exitCodes.ok;
}
