/** `heddle inspect`: runs as trees. */
import { renderTree, type Verbosity } from "@heddle/reader";
import type { Command, Parsed } from "../command.ts";
import type { Io } from "../io.ts";
import { RunReader } from "../run-reader.ts";

interface InspectOptions {
  readonly trace?: string;
  readonly verbosity: Verbosity;
}

export const inspect: Command<InspectOptions> = {
  arguments: [{ name: "FILE", description: "a recording", isMany: true }],
  options: {
    trace: { value: "ID", description: "only the run whose id begins so" },
    verbosity: {
      value: "LEVEL",
      description: "how much is told of each span",
      choices: ["minimal", "standard", "full"],
      fallback: "standard",
    },
  },
  examples: [{ does: "All runs of a recording", command: "heddle inspect traces.jsonl" }],
  run,
};

async function run({ arguments: files, options }: Parsed<InspectOptions>, io: Io): Promise<number> {
  const { stdout } = io;
  const reader = new RunReader(io);
  for await (const trace of reader.traces(files, options.trace)) {
    const { columns, color } = stdout;
    await stdout.write(
      renderTree(trace, { verbosity: options.verbosity, color, ...(columns !== undefined && { width: columns }) }),
    );
  }
  return reader.end();
}
