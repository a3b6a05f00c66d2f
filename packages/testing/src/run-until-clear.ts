/** Runs the same thing again, until it is clear what comes of it. */
import { InMemoryTelemetry } from "@heddle/core";
import { buildTraces, type Trace } from "@heddle/reader";
import { sideOfRate } from "./side-of-rate.ts";

/** What each run is given. */
export interface RepeatedRun {
  /** From 1. */
  readonly number: number;
  /** Its own: give it to the program under test. */
  readonly telemetry: InMemoryTelemetry;
}

/** A run that was made. */
export interface Done {
  readonly number: number;
  /** Absent when it has passed. */
  readonly error?: { readonly thrown: unknown };
  /** The first that the run has made. */
  readonly trace: Trace | undefined;
  readonly spans: Trace["spans"];
}

/** The part of the runs that must pass, and when fewer runs will do. */
export interface Goal {
  readonly atLeast?: number;
  readonly stop?: "certain" | "likely" | "never";
}

/**
 * Runs `work` up to `times` times, as long as the outcome is not clear, `concurrency` of them at once. Only the runs before
 * the first gap count, in order: which runs are the quick ones says something of what comes of them. Runs that are under way
 * when it is clear are waited for, and do not count.
 */
export async function runUntilClear(
  times: number,
  work: (run: RepeatedRun) => unknown,
  goal: Goal,
  concurrency: number,
): Promise<Done[]> {
  const done: Done[] = [];
  const early = new Map<number, Done>();
  let begun = 0;
  let passed = 0;
  const isClear = () => outcomeOf(passed, done.length, times, goal) !== undefined;
  const goOn = async () => {
    while (begun < times && !isClear()) {
      const run = await doneRun(++begun, work);
      early.set(run.number, run);
      for (let next = early.get(done.length + 1); next !== undefined && !isClear(); next = early.get(done.length + 1)) {
        early.delete(next.number);
        done.push(next);
        if (next.error === undefined) passed++;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, times) }, goOn));
  return done;
}

async function doneRun(number: number, work: (run: RepeatedRun) => unknown): Promise<Done> {
  const telemetry = new InMemoryTelemetry();
  const error = await thrownBy(() => work({ number, telemetry }));
  const traces = buildTraces([...telemetry.metrics(), ...telemetry.spans(), ...telemetry.openSpans()]);
  const spans = traces.flatMap((trace) => trace.spans);
  return { number, ...(error && { error }), trace: traces[0], spans };
}

async function thrownBy(work: () => unknown): Promise<{ thrown: unknown } | undefined> {
  try {
    await work();
  } catch (thrown) {
    return { thrown };
  }
  return undefined;
}

const ROUNDING = 1e-9;

/** What can be said after so many runs; `undefined` before the first run, as long as more are to be made, and where nothing is expected. */
export function outcomeOf(
  passed: number,
  runs: number,
  times: number,
  { atLeast, stop = "certain" }: Goal,
): "passed" | "failed" | undefined {
  if (atLeast === undefined || runs === 0) return undefined;
  const needed = Math.ceil(atLeast * times - ROUNDING);
  if (runs === times) return passed >= needed ? "passed" : "failed";
  if (stop === "never") return undefined;
  if (passed >= needed) return "passed";
  if (runs - passed > times - needed) return "failed";
  const side = stop === "likely" ? sideOfRate(atLeast, passed, runs) : undefined;
  return side && (side === "above" ? "passed" : "failed");
}
