/** The runs that a recording tells of while it is written. */
import type { LineRecord } from "@heddle/core";
import type { Trace } from "@heddle/reader";
import { LiveRun, type RunState } from "./live-run.ts";

/** Of all runs together, so many spans are kept, and so many runs; those go first that were written to least recently. */
const MAX_SPANS = 20_000;
const MAX_RUNS = 500;

/** How many runs there were. */
export type RunCounts = Readonly<Record<RunState, number>>;

export class LiveRuns {
  /** The one that was written to last is the last. */
  readonly #runs = new Map<string, LiveRun>();
  #spans = 0;
  /** Of those that are forgotten. */
  readonly #forgotten = { running: 0, quiet: 0, ok: 0, failed: 0 };

  /** Metrics outside of any run are passed over. */
  add(record: LineRecord): void {
    if (record.kind === "resource" || record.traceId === undefined) return;
    const { traceId } = record;
    const run = this.#runs.get(traceId) ?? new LiveRun();
    const before = run.size;
    run.add(record);
    this.#spans += run.size - before;
    this.#runs.delete(traceId);
    this.#runs.set(traceId, run);
    while (this.#runs.size > 1 && (this.#spans > MAX_SPANS || this.#runs.size > MAX_RUNS)) this.#forgetOldest();
  }

  /** Those that are kept, and of which there are spans, by their start. */
  get all(): LiveRun[] {
    const known = [...this.#runs.values()].filter(({ trace }) => trace !== undefined);
    return known.sort((a, b) => startOf(a) - startOf(b));
  }

  /** How many runs are not kept any more. */
  get forgotten(): number {
    const { running, quiet, ok, failed } = this.#forgotten;
    return running + quiet + ok + failed;
  }

  countsAt(nowMs: number): RunCounts {
    const counts = { ...this.#forgotten };
    for (const run of this.all) counts[run.stateAt(nowMs)]++;
    return counts;
  }

  /** One that has ended, if there is one. */
  #forgetOldest(): void {
    const runs = [...this.#runs];
    const [traceId, run] = (runs.find(([, { isOpen }]) => !isOpen) ?? runs[0]) as [string, LiveRun];
    this.#runs.delete(traceId);
    this.#spans -= run.size;
    // Of one that is open, nothing will be known any more.
    if (run.trace !== undefined) this.#forgotten[run.stateAt(Number.POSITIVE_INFINITY)]++;
  }
}

function startOf({ trace }: LiveRun): number {
  return (trace as Trace).startedAt;
}
