/** Makes of an option's description what commander parses. */
import { InvalidArgumentError, Option } from "commander";
import type { OptionSpec } from "./command.ts";
import { optionName } from "./option-name.ts";

/** `name`: the key under which the command gets it. */
export function optionOf(name: string, spec: OptionSpec): Option {
  const { description, value, short, isMany, isRequired, choices, fallback, parse } = spec;
  const flags = `${short === undefined ? "" : `-${short}, `}${optionName(name)}${value === undefined ? "" : ` <${value}>`}`;
  const option = new Option(flags, description);
  if (isRequired === true) option.makeOptionMandatory();
  if (fallback !== undefined) option.default(fallback);
  // Of a flag, commander would give the parser `undefined`.
  if (value === undefined) return option;
  const parseOne = parse ?? (choices === undefined ? String : choiceOf(choices));
  option.argParser(parser(parseOne, isMany === true));
  // For the help.
  if (choices !== undefined) option.argChoices = [...choices];
  return option;
}

function choiceOf(choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (choices.includes(text)) return text;
    throw new Error(`Allowed choices are ${choices.join(", ")}.`);
  };
}

function parser(parse: (text: string) => unknown, isMany: boolean): (text: string, before: unknown) => unknown {
  return (text, before) => {
    const value = parsed(parse, text);
    return isMany ? [...((before as unknown[] | undefined) ?? []), value] : value;
  };
}

function parsed(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    // Commander quotes the option and the text before the message.
    throw new InvalidArgumentError((error as Error).message);
  }
}
