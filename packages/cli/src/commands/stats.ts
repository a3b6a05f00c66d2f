/** `heddle stats`: what many runs have in common. */
import { checkBudget, StatisticsCollector } from "@heddle/reader";
import type { Command, Parsed } from "../command.ts";
import { countOf } from "../count-of.ts";
import { fileArgument } from "../file-argument.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { readBudgetFile } from "../read-budget-file.ts";
import { RunReader } from "../run-reader.ts";
import { snakeKeys } from "../snake-keys.ts";
import { type SpanOrder, statisticsText } from "../statistics-text.ts";

interface StatsOptions {
  readonly budget?: string;
  readonly sort: SpanOrder;
  readonly limit: number;
  readonly json?: true;
}

/** Shows statistics. */
export const stats: Command<StatsOptions> = {
  details:
    "A run passes when it ends without an error, and within the budget if one is given. The true rate is within the interval behind it, at a confidence of 95 %.",
  arguments: [fileArgument],
  options: {
    budget: {
      value: "FILE",
      short: "b",
      isPath: true,
      description: "a run also has to keep this budget to pass: see heddle check",
    },
    sort: {
      value: "ORDER",
      description: "by what spans are sorted, the most first",
      choices: ["total", "count", "errors", "p95", "tokens", "cost", "name"],
      fallback: "total",
    },
    limit: { value: "N", short: "n", description: "how many names of spans are shown", parse: countOf, fallback: 20 },
    json: { description: "all of it as JSON, in one line" },
  },
  examples: [
    { does: "What takes the time, and where runs of an agent part", command: "heddle stats runs/" },
    { does: "Which spans fail most", command: "heddle stats 'runs/**/*.jsonl.gz' --sort errors -n 5" },
    {
      does: "The pass rate of each agent",
      command: "heddle stats runs/ --json | jq -r '.runs[] | [.name, .pass_rate] | @tsv'",
    },
  ],
  run,
};

async function run({ arguments: files, options }: Parsed<StatsOptions>, io: Io): Promise<number> {
  const { stdout } = io;
  const budget = options.budget === undefined ? {} : await readBudgetFile(options.budget);
  const reader = new RunReader(io);
  const collector = new StatisticsCollector({
    passed: (trace) => trace.status === "ok" && checkBudget(trace, budget).length === 0,
  });
  for await (const trace of reader.traces(files)) collector.add(trace);
  const found = collector.result();
  if (options.json) await stdout.write(`${jsonText(snakeKeys(found))}\n`);
  else {
    const { sort, limit } = options;
    await stdout.write(statisticsText(found, { sort, limit, width: stdout.columns, color: stdout.color }));
  }
  return reader.end();
}
