/** Makes of an option's description what commander parses. */
import { InvalidArgumentError, Option } from "commander";
import type { OptionSpec } from "./command.ts";
import { optionName } from "./option-name.ts";

/** `name`: the key under which the command gets it. */
export function optionOf(name: string, spec: OptionSpec): Option {
  const { description, value, short, isMany, choices, fallback, parse } = spec;
  const flags = `${short === undefined ? "" : `-${short}, `}${optionName(name)}${value === undefined ? "" : ` <${value}>`}`;
  const option = new Option(flags, description);
  if (choices !== undefined) option.choices(choices);
  if (fallback !== undefined) option.default(fallback);
  if (parse !== undefined || isMany === true) option.argParser(parser(parse ?? String, isMany === true));
  return option;
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
