/** Finds the runs that are to be compared. */
import { SourceError, type Trace, TraceCollector } from "@heddle/reader";
import { nothingIn, type RunReader } from "./run-reader.ts";
import { UsageError } from "./usage-error.ts";

/** A run before, a run after, or both. */
export type RunPair = readonly [before: Trace, after: Trace | undefined] | readonly [undefined, after: Trace];

/** What to compare with what. */
export interface PairWishes {
  /** One recording, or two. */
  readonly files: readonly string[];
  /** The run whose id begins so. */
  readonly before?: string;
  readonly after?: string;
}

/** Characters of lines. Runs are compared in memory. */
const MAX_HELD = 512 * 1024 * 1024;

/**
 * Of two recordings with a run each, these; else those of one name, in their order. Of one recording, its last run and the
 * one of that name before it. Ids choose others. Throws a UsageError for an id that more than one run begins with, and a
 * SourceError where there is no such run. `maxHeld`: how many characters of lines fit into memory.
 */
export async function runPairs(
  { files, before, after }: PairWishes,
  reader: RunReader,
  maxHeld: number = MAX_HELD,
): Promise<RunPair[]> {
  const [first = "", second] = files;
  if (second === undefined)
    return [pairWithin(first, before, after, await runsOf(first, [before, after], reader, maxHeld))];
  if (first === "-" && second === "-") throw new UsageError('"-" is there twice; standard input can be read once');
  const runsBefore = await runsOf(first, [before], reader, maxHeld);
  const runsAfter = await runsOf(second, [after], reader, maxHeld);
  if (before !== undefined || after !== undefined) {
    return [[only(runsBefore, first, before, "--before"), only(runsAfter, second, after, "--after")]];
  }
  if (runsBefore.length === 1 && runsAfter.length === 1) return [[runsBefore[0] as Trace, runsAfter[0] as Trace]];
  return byName(runsBefore, runsAfter);
}

/** All runs of a recording if one of `ids` is not given, else those with these. */
async function runsOf(
  file: string,
  ids: readonly (string | undefined)[],
  reader: RunReader,
  maxHeld: number,
): Promise<Trace[]> {
  const isWanted = (traceId: string) => ids.some((id) => id === undefined || traceId.startsWith(id));
  const collector = new TraceCollector();
  for await (const { record, length } of reader.records([file], ids.length === 1 ? ids[0] : undefined)) {
    if (record.kind === "resource" || record.traceId === undefined || !isWanted(record.traceId)) continue;
    collector.add(record, length);
    if (collector.size <= maxHeld) continue;
    throw new UsageError(
      `${JSON.stringify(file)} is too large to compare all of it; choose runs with --before ID and --after ID`,
    );
  }
  const runs = collector.traces();
  if (runs.length === 0)
    throw new SourceError(
      nothingIn(
        [file],
        ids.find((id) => id !== undefined),
      ),
    );
  return runs;
}

function pairWithin(
  file: string,
  before: string | undefined,
  after: string | undefined,
  runs: readonly Trace[],
): RunPair {
  const last = after === undefined ? (runs.at(-1) as Trace) : only(beginningWith(after, runs), file, after, "--after");
  if (before !== undefined) return [only(beginningWith(before, runs), file, before, "--before"), last];
  const previous = runs.slice(0, runs.indexOf(last)).findLast(({ name }) => name === last.name);
  if (previous !== undefined) return [previous, last];
  throw new UsageError(
    `${JSON.stringify(file)} holds no run of ${JSON.stringify(last.name)} before ${last.traceId}; give a second recording, or --before ID`,
  );
}

function beginningWith(id: string, runs: readonly Trace[]): Trace[] {
  return runs.filter(({ traceId }) => traceId.startsWith(id));
}

function only(runs: readonly Trace[], file: string, id: string | undefined, option: string): Trace {
  const [run] = runs;
  if (run === undefined) throw new SourceError(nothingIn([file], id));
  if (runs.length === 1) return run;
  const which = id === undefined ? "" : ` whose id begins with ${JSON.stringify(id)}`;
  throw new UsageError(
    `${JSON.stringify(file)} holds ${runs.length} runs${which}; choose one with ${option} ID, heddle list shows the ids`,
  );
}

/** The first run of a name with the first one of that name, and so on; those that are left over alone. */
function byName(before: readonly Trace[], after: readonly Trace[]): RunPair[] {
  const waiting = Map.groupBy(after, ({ name }) => name);
  const pairs = before.map((run): RunPair => [run, waiting.get(run.name)?.shift()]);
  return [...pairs, ...[...waiting.values()].flat().map((run): RunPair => [undefined, run])];
}
