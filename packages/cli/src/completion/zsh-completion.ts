/** Writes the completion for zsh. */
import type { ArgumentSpec } from "../command.ts";
import { type NamedCommand, quoted, type TypedOption, typedOptions } from "./named-command.ts";

/** It can be evaluated, and be a file `_heddle` in a folder of `fpath`. */
export function zshCompletion(commands: readonly NamedCommand[]): string {
  return `#compdef heddle
# Completion of heddle for zsh. In ~/.zshrc, after compinit: eval "$(heddle completion zsh)"
_heddle() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
    help) _describe command commands ;;
${commands.map(commandCase).join("\n")}
  esac
}
if [[ $funcstack[1] == _heddle ]]; then _heddle "$@"; else compdef _heddle heddle; fi
`;
}

function commandCase({ name, command }: NamedCommand): string {
  const specs = [...typedOptions(command).map(optionSpec), ...command.arguments.map(argumentSpec)];
  return `    ${name})\n      _arguments -s \\\n${specs.map((spec) => `        ${spec}`).join(" \\\n")}\n      ;;`;
}

/** `'(-v --verbosity)'{-v,--verbosity=}'[how much]:LEVEL:(minimal full)'` */
function optionSpec({ long, short, value, description, choices, isPath, isMany }: TypedOption): string {
  const action = choices !== undefined ? `(${choices.join(" ")})` : isPath ? "_files" : " ";
  const rest = quoted(`[${escaped(description)}]${value === undefined ? "" : `:${value}:${action}`}`);
  const many = isMany === true ? "'*'" : "";
  // The value is the next word, or stands behind a "=".
  const name = value === undefined ? long : `${long}=`;
  if (short === undefined) return `${many}${name}${rest}`;
  return `${many === "" ? quoted(`(-${short} ${long})`) : many}{-${short},${name}}${rest}`;
}

function argumentSpec({ name, isMany, isOptional, choices }: ArgumentSpec): string {
  const action = choices === undefined ? "_files" : `(${choices.join(" ")})`;
  return quoted(`${isMany ? "*" : ""}${isOptional ? ":" : ""}:${name}:${action}`);
}

function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, "\\$&");
}
