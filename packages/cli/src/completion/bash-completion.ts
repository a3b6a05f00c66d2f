/** Writes the completion for bash. */
import { type NamedCommand, quoted, typedOptions } from "./named-command.ts";

/** Where nothing else is known, bash completes paths. It runs in bash 3.2 too, which macOS has. */
export function bashCompletion(commands: readonly NamedCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `# Completion of heddle for bash. In ~/.bashrc: eval "$(heddle completion bash)"
_heddle() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case "$word" in
      ${names.join(" | ")} | help) command="$word"; break ;;
    esac
  done
  if [[ $current == "=" ]]; then current=""; elif [[ $previous == "=" ]]; then previous="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  case "$command $previous" in
${commands.flatMap(choiceCases).join("\n")}
  esac
  case "$command" in
    "") words=${quoted([...names, "help", "--help", "--version"].join(" "))} ;;
    help) words=${quoted(names.join(" "))} ;;
${commands.map(wordCase).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _heddle heddle
`;
}

/** What can stand behind an option that takes one of a few words. */
function choiceCases({ name, command }: NamedCommand): string[] {
  return typedOptions(command).flatMap(({ long, short, choices }) => {
    if (choices === undefined) return [];
    const typed = [...(short === undefined ? [] : [`-${short}`]), long].map((option) => quoted(`${name} ${option}`));
    const words = quoted(choices.join(" "));
    return [`    ${typed.join(" | ")}) COMPREPLY=($(compgen -W ${words} -- "$current")); return ;;`];
  });
}

/** Options are offered where somebody begins to type one, so that paths can be completed else. */
function wordCase({ name, command }: NamedCommand): string {
  const options = typedOptions(command).map(({ long }) => long);
  const words = command.arguments.flatMap(({ choices = [] }) => choices);
  const rest = words.length === 0 ? "" : `; else words=${quoted(words.join(" "))}`;
  return `    ${name}) if [[ $current == -* ]]; then words=${quoted(options.join(" "))}${rest}; fi ;;`;
}
