/** Options that choose a run by its id. */
import type { OptionSpec } from "./command.ts";

/** The id of a run, or how it begins. Some tools show ids in capitals. */
export const idOption: Required<Pick<OptionSpec, "value" | "parse">> = {
  value: "ID",
  parse: (text) => text.toLowerCase(),
};

/** `--trace`, of all commands that can be held to one run. */
export const traceOption: OptionSpec = {
  ...idOption,
  short: "t",
  description: "only the run whose id is this, or begins so",
};
