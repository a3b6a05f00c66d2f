/** Tells which steps of many runs are not the same from run to run. */
import type { TraceSpan } from "@heddle/reader";

/** What numbers have in common. */
export interface Spread {
  readonly mean: number;
  /** Of a sample: 0 for a single number. */
  readonly variance: number;
}

/** The spans of one name and type, in many runs. */
export interface StepVariance {
  readonly name: string;
  readonly type?: string;
  /** How many runs have it. */
  readonly runs: number;
  /** How often a run has it; 0 counts. */
  readonly calls: Spread;
  /** Of each that has ended, in milliseconds; absent when none has. */
  readonly durationMs?: Spread;
}

interface OpenStep {
  readonly first: TraceSpan;
  /** By run. */
  readonly counts: Map<number, number>;
  readonly durations: number[];
}

/** `runs`: the spans of each. */
export function stepVariances(runs: readonly (readonly TraceSpan[])[]): StepVariance[] {
  const steps = new Map<string, OpenStep>();
  for (const [run, spans] of runs.entries()) {
    for (const span of spans) {
      const key = JSON.stringify([span.type, span.record.name]);
      const step: OpenStep = steps.get(key) ?? { first: span, counts: new Map(), durations: [] };
      steps.set(key, step);
      step.counts.set(run, (step.counts.get(run) ?? 0) + 1);
      if (span.durationMs !== undefined) step.durations.push(span.durationMs);
    }
  }
  return [...steps.values()].map(({ first, counts, durations }) => ({
    name: first.record.name,
    ...(first.type !== undefined && { type: first.type }),
    runs: counts.size,
    calls: spreadOf(Array.from(runs, (_, run) => counts.get(run) ?? 0)),
    ...(durations.length > 0 && { durationMs: spreadOf(durations) }),
  }));
}

function spreadOf(numbers: readonly number[]): Spread {
  const mean = sumOf(numbers) / numbers.length;
  return { mean, variance: sumOf(numbers.map((number) => (number - mean) ** 2)) / Math.max(1, numbers.length - 1) };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
