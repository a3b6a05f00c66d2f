/** `heddle inspect`: runs as trees. */
import { renderTree, type Trace, type Verbosity } from "@heddle/reader";
import type { Command, Parsed } from "../command.ts";
import { countOf } from "../count-of.ts";
import { fileArgument } from "../file-argument.ts";
import type { Io, Output } from "../io.ts";
import { OutputFile } from "../output-file.ts";
import { RunReader } from "../run-reader.ts";
import { traceJson } from "../trace-json.ts";
import { traceOption } from "../trace-option.ts";

interface InspectOptions {
  readonly trace?: string;
  readonly last?: number;
  readonly verbosity: Verbosity;
  readonly maxLength: number;
  readonly json?: true;
  readonly output?: string;
}

/** Shows runs as trees. */
export const inspect: Command<InspectOptions> = {
  arguments: [fileArgument],
  options: {
    trace: traceOption,
    last: { value: "N", short: "n", description: "only the last N runs", parse: countOf },
    verbosity: {
      value: "LEVEL",
      short: "v",
      description:
        "minimal: a line a span; standard: also annotations, scores, errors and usage; full: also input, output, metadata, stacks and all else",
      choices: ["minimal", "standard", "full"],
      fallback: "standard",
    },
    maxLength: {
      value: "N",
      short: "l",
      description: "values are cut to about so many characters, errors to four times as many",
      parse: countOf,
      fallback: 200,
    },
    json: { description: "a line of JSON a run, with all of its spans" },
    output: { value: "FILE", short: "o", isPath: true, description: "writes to FILE, not to the terminal" },
  },
  examples: [
    { does: "The last run of a recording", command: "heddle inspect traces.jsonl --last 1" },
    {
      does: "One run with all that was said in it",
      command: "heddle inspect traces.jsonl -t 4bf92f -v full -l 100000",
    },
    {
      does: "The failed spans of all runs in a folder",
      command: `heddle inspect runs/ --json | jq '.spans[] | select(.status == "error") | .name'`,
    },
  ],
  run,
};

async function run({ arguments: files, options }: Parsed<InspectOptions>, io: Io): Promise<number> {
  const reader = new RunReader(io);
  const { trace, last, output } = options;
  const traces = last === undefined ? reader.traces(files, trace) : lastOf(reader.traces(files, trace), last);
  if (output === undefined) {
    await show(traces, options, io.stdout);
    return reader.end();
  }
  const file = await OutputFile.open(output);
  try {
    await show(traces, options, file);
    await file.close(reader.files);
  } finally {
    await file.discard();
  }
  return reader.end();
}

async function show(
  traces: AsyncIterable<Trace>,
  { json, verbosity, maxLength }: InspectOptions,
  to: Output,
): Promise<void> {
  let isFirst = true;
  for await (const trace of traces) {
    if (json) {
      for (const piece of traceJson(trace)) await to.write(piece);
      continue;
    }
    const { columns: width, color } = to;
    const tree = renderTree(trace, {
      verbosity,
      maxValueLength: maxLength,
      color,
      withId: true,
      ...(width !== undefined && { width }),
    });
    await to.write(isFirst ? tree : `\n${tree}`);
    isFirst = false;
  }
}

/** By start time, as they come unless there are too many to be sorted. */
async function* lastOf(traces: AsyncIterable<Trace>, count: number): AsyncGenerator<Trace, void, undefined> {
  const kept: Trace[] = [];
  for await (const trace of traces) {
    kept.push(trace);
    kept.sort((a, b) => a.startedAt - b.startedAt);
    if (kept.length > count) kept.shift();
  }
  yield* kept;
}
