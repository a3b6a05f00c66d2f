/** Reads recordings as traces, in a bounded memory. */
import type { MetricRecord } from "@heddle/core";
import { GivenTraces } from "./given-traces.ts";
import { lineBatches, type ReadOptions } from "./line-batches.ts";
import { isRepeat, type ProblemLine } from "./record-line.ts";
import { Repeats } from "./repeats.ts";
import type { Trace } from "./trace.ts";
import { TraceCollector } from "./trace-collector.ts";

/** How `readTraces` reads. */
export interface ReadTracesOptions extends ReadOptions {
  /** Told of lines that cannot be read, and of records that come after their trace was given. */
  readonly onProblem?: (problem: ProblemLine) => void;
  /** Told of each metric, also of those that were emitted outside of any trace. */
  readonly onMetric?: (metric: MetricRecord) => void;
  /** How many characters of lines are held before traces are given to make room: 64 Mi unless given. */
  readonly maxHeldLength?: number;
}

/**
 * The traces of `source`, as `readRecords` takes it. As long as they fit into memory, all come at the end, by start time.
 * Else those that are complete make room, the one that was written to least recently first; those that are not, when there
 * are no others. What is held is at most `maxHeldLength`, or the one trace that is larger.
 *
 * Rejects with a SourceError where there is nothing to read.
 */
export async function* readTraces(
  source: string | readonly string[],
  { onProblem, onMetric, maxHeldLength = 64 * 1024 * 1024, ...options }: ReadTracesOptions = {},
): AsyncGenerator<Trace, void, undefined> {
  const collector = new TraceCollector();
  const given = new GivenTraces();
  const repeats = new Repeats();
  for await (const batch of lineBatches(source, options)) {
    for (const entry of batch) {
      const { record, file, line } = entry;
      if (record === undefined) onProblem?.(entry);
      if (record === undefined || record.kind === "resource") continue;
      // A span that comes twice is known by its trace, and need not be remembered.
      if (record.kind === "metric" && isRepeat(entry, repeats)) continue;
      if (record.kind === "metric") onMetric?.(record);
      const { traceId } = record;
      if (traceId === undefined) continue;
      if (given.has(traceId)) {
        const problem = `the trace ${traceId} was told before this line; it is left out`;
        if (!given.told(record)) onProblem?.({ problem, file, line });
      } else {
        collector.add(record, entry.length);
        if (collector.size > maxHeldLength) yield* makeRoom(collector, maxHeldLength, given);
      }
    }
  }
  yield* collector.traces();
}

/** All but the last trace may go: that one is being read. Complete ones make room for a while to come. */
function* makeRoom(
  collector: TraceCollector,
  maxLength: number,
  given: GivenTraces,
): Generator<Trace, void, undefined> {
  const ids = collector.traceIds.slice(0, -1);
  const leaving = [
    ...ids.filter((id) => collector.isComplete(id)).map((id) => ({ id, until: maxLength / 2 })),
    ...ids.filter((id) => !collector.isComplete(id)).map((id) => ({ id, until: maxLength })),
  ];
  for (const { id, until } of leaving) {
    if (collector.size <= until) continue;
    const trace = collector.trace(id);
    given.add(id, trace);
    collector.forget(id);
    if (trace !== undefined) yield trace;
  }
}
