/** `heddle list`: a line a run. */
import type { TraceStatus } from "@heddle/reader";
import type { Command, Parsed } from "../command.ts";
import { countOf } from "../count-of.ts";
import { counted } from "../counted.ts";
import { durationOf } from "../duration-of.ts";
import { fileArgument } from "../file-argument.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { ListedRuns, type RunOrder } from "../listed-runs.ts";
import { runFilter } from "../run-filter.ts";
import { RunReader } from "../run-reader.ts";
import { runTable } from "../run-table.ts";
import { timeOf } from "../time-of.ts";
import { summaryOf } from "../trace-json.ts";

interface ListOptions {
  readonly name?: string;
  readonly status?: readonly TraceStatus[];
  readonly user?: string;
  readonly session?: string;
  readonly since?: (nowMs: number) => number;
  readonly until?: (nowMs: number) => number;
  readonly longer?: number;
  readonly sort: RunOrder;
  readonly reverse?: true;
  readonly limit?: number;
  readonly json?: true;
}

/** Further runs are not held, so that the memory is bounded. */
const MAX_ROWS = 100_000;

/** Shows a line a run. */
export const list: Command<ListOptions> = {
  arguments: [fileArgument],
  options: {
    name: { value: "TEXT", description: "only runs with this in their name" },
    status: {
      value: "STATUS",
      description: "only runs that ended so; can be given more than once",
      choices: ["ok", "error", "cancelled", "interrupted"],
      isMany: true,
    },
    user: { value: "ID", description: "only runs of this user" },
    session: { value: "ID", description: "only runs of this session" },
    since: {
      value: "TIME",
      description: "only runs that began then or later: 2026-11-21, 14:30, 2h (ago)",
      parse: timeOf,
    },
    until: { value: "TIME", description: "only runs that began before", parse: timeOf },
    longer: {
      value: "DURATION",
      description: "only runs that took at least so long: 500ms, 30s, 5m",
      parse: durationOf,
    },
    sort: {
      value: "ORDER",
      description: "by what; the first of the list is the least",
      choices: ["start", "duration", "cost", "tokens", "spans", "errors", "name"],
      fallback: "start",
    },
    reverse: { short: "r", description: "the other way round" },
    limit: { value: "N", short: "n", description: "only the last N of the list", parse: countOf },
    json: { description: "a line of JSON a run" },
  },
  examples: [
    { does: "The ten runs that cost most", command: "heddle list runs/ --sort cost --limit 10" },
    { does: "What failed in the last two hours", command: "heddle list traces.jsonl --status error --since 2h" },
    {
      does: "What each user has cost",
      command:
        "heddle list runs/ --json | jq -s 'group_by(.user_id)[] | [.[0].user_id, (map(.totals.cost_usd) | add)]'",
    },
  ],
  run,
};

async function run({ arguments: files, options }: Parsed<ListOptions>, io: Io): Promise<number> {
  const { stdout } = io;
  const { sort, reverse = false, limit, json, since, until, ...who } = options;
  const reader = new RunReader(io);
  const now = io.nowMs();
  const isWanted = runFilter({ ...who, ...(since && { sinceMs: since(now) }), ...(until && { untilMs: until(now) }) });
  const runs = new ListedRuns(sort, reverse, limit ?? MAX_ROWS);
  let found = 0;
  for await (const trace of reader.traces(files)) {
    found++;
    if (isWanted(trace)) runs.add(trace);
  }
  if (json) for (const row of runs.rows()) await stdout.write(`${jsonText(summaryOf(row))}\n`);
  else if (runs.count > 0) await stdout.write(runTable(runs.rows(), { width: stdout.columns, color: stdout.color }));
  if (runs.count === 0) await io.stderr.write(`of ${counted(found, "run")}, none is as asked for\n`);
  const left = runs.count - runs.rows().length;
  if (left > 0) {
    const verb = left === 1 ? "comes" : "come";
    await io.stderr.write(`${counted(left, "more run")} ${verb} before these; --limit ${runs.count} lists them all\n`);
  }
  return reader.end();
}
