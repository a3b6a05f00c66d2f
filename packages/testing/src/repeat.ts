/** Runs the same thing many times: what a model does once, it need not do again. */
import { type Divergence, type Interval, statistics, wilsonInterval } from "@heddle/reader";
import { failureOf } from "./assertion-failure.ts";
import { checkKeys } from "./check-keys.ts";
import { patternText } from "./pattern-text.ts";
import { quarantineOf } from "./quarantine.ts";
import { repeatSummary } from "./repeat-summary.ts";
import { type Done, outcomeOf, type RepeatedRun, runUntilClear } from "./run-until-clear.ts";
import { type StepVariance, stepVariances } from "./step-variance.ts";

/** What is expected of the runs. */
export interface RepeatOptions {
  /** What messages and the quarantine call it. */
  readonly name?: string;
  /** The part of the runs that must pass, from 0 to 1. Without it, runs are counted, and nothing fails. */
  readonly atLeast?: number;
  /**
   * When fewer runs will do: `certain`, the default, as soon as the others cannot change the outcome; `likely`, also as soon
   * as the runs tell on which side of `atLeast` the true rate is, and be wrong once in twenty times at most; `never`.
   */
  readonly stop?: "certain" | "likely" | "never";
  /** How many are made at once; 1 unless given. Runs that share a folder or a rate limit stand in each other's way. */
  readonly concurrency?: number;
  /** A JSON file of names and why they are there, `{ "answers in Dutch": "issue 12" }`: what it names does not fail. */
  readonly quarantine?: string;
}

/** A run that has thrown. */
export interface FailedRun {
  readonly number: number;
  readonly error: unknown;
}

/** What came of the runs. */
export interface RepeatReport {
  readonly name: string;
  readonly runs: number;
  readonly passed: number;
  /** From 0 to 1. */
  readonly passRate: number;
  /** Where the true rate is, at a confidence of 95 % (Wilson); of some 90 % after a stop at what is `likely`. */
  readonly passInterval: Interval;
  readonly failures: readonly FailedRun[];
  /** By name and type, in the order in which they first came. */
  readonly steps: readonly StepVariance[];
  /** Where the runs first part; absent when all took the same steps. */
  readonly divergence?: Divergence;
  /** As it was asked for; fewer were made if there are fewer `runs`. */
  readonly planned: number;
  /** Absent where nothing was expected. */
  readonly verdict?: "passed" | "failed" | "quarantined";
  /** pass^k: how likely it is that `k` runs all pass, as these runs tell. Throws a RangeError for more than there are. */
  readonly passAll: (k: number) => number;
  /** All of it in a few lines, for people. */
  readonly summary: string;
}

/**
 * Runs `work` up to `times` times, one after the other unless told; a run passes unless it throws.
 *
 * Rejects with an AssertionError if fewer pass than `atLeast`, unless it is in quarantine; with a TypeError for options that
 * are none.
 */
export async function repeat(
  times: number,
  work: (run: RepeatedRun) => unknown,
  options: RepeatOptions = {},
): Promise<RepeatReport> {
  const { name = "repeat", atLeast, concurrency = 1, quarantine } = checked(times, options);
  const excuse = quarantine === undefined ? undefined : quarantineOf(quarantine).get(name);
  if (typeof work !== "function") throw new TypeError(`repeat: work is ${patternText(work)}; give a function`);
  const done = await runUntilClear(times, work, options, concurrency);
  const failures = done.flatMap(({ number, error }) => (error === undefined ? [] : [{ number, error: error.thrown }]));
  const passed = done.length - failures.length;
  const hasPassed = atLeast === undefined ? undefined : outcomeOf(passed, done.length, times, options) === "passed";
  const divergence = divergenceOf(done);
  const counted = {
    name,
    runs: done.length,
    planned: times,
    passed,
    passRate: passed / done.length,
    passInterval: wilsonInterval(passed, done.length),
    failures,
    steps: stepVariances(done.map(({ spans }) => spans)),
    ...(divergence && { divergence }),
    ...(hasPassed !== undefined && {
      verdict: hasPassed ? ("passed" as const) : excuse !== undefined ? ("quarantined" as const) : ("failed" as const),
    }),
    passAll: (k: number) => passAllOf(passed, done.length, k),
  };
  const report = { ...counted, summary: repeatSummary(counted, atLeast, excuse) };
  if (report.verdict === "failed") throw failureOf(repeat, report.summary);
  return report;
}

function divergenceOf(done: readonly Done[]): Divergence | undefined {
  const passes = new Map(
    done.flatMap(({ trace, error }) => (trace === undefined ? [] : [[trace, error === undefined]])),
  );
  return statistics(passes.keys(), { passed: (trace) => passes.get(trace) === true }).runs[0]?.divergence;
}

/** Of the ways to choose `k` of the runs, the part in which all have passed. */
function passAllOf(passed: number, runs: number, k: number): number {
  if (!(Number.isSafeInteger(k) && k >= 1 && k <= runs)) {
    throw new RangeError(`passAll(${patternText(k)}): there are ${runs} runs; give a whole number from 1 to ${runs}`);
  }
  let likely = 1;
  for (let n = 0; n < k; n++) likely *= Math.max(0, passed - n) / (runs - n);
  return likely;
}

function checked(times: number, options: RepeatOptions): RepeatOptions {
  checkKeys(options, ["name", "atLeast", "stop", "concurrency", "quarantine"], "repeat");
  const { name, atLeast, stop = "certain", concurrency = 1, quarantine } = options;
  if (!(Number.isSafeInteger(times) && times >= 1)) {
    throw new TypeError(`repeat: times is ${patternText(times)}; give a whole number, 1 or more`);
  }
  if (atLeast !== undefined && !(typeof atLeast === "number" && atLeast >= 0 && atLeast <= 1)) {
    throw new TypeError(`repeat: atLeast is ${patternText(atLeast)}; give a rate from 0 to 1, such as 0.9`);
  }
  if (!["certain", "likely", "never"].includes(stop)) {
    throw new TypeError(`repeat: stop is ${patternText(stop)}; give "certain", "likely" or "never"`);
  }
  if (!(Number.isSafeInteger(concurrency) && concurrency >= 1)) {
    throw new TypeError(`repeat: concurrency is ${patternText(concurrency)}; give a whole number, 1 or more`);
  }
  for (const [option, given] of Object.entries({ name, quarantine })) {
    if (given !== undefined && typeof given !== "string")
      throw new TypeError(`repeat: ${option} is ${patternText(given)}; give a text`);
  }
  if (quarantine !== undefined && name === undefined) {
    throw new TypeError("repeat: quarantine needs a name; give the one that the file knows the test by");
  }
  return options;
}
