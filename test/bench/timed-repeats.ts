/** Repeats a workload, first until it runs as fast as it will, then to measure it. */
import { median } from "./median.ts";

/** How long a process goes on. */
export interface Duration {
  /** Not measured: what the optimising compiler needs, which is more than many repeats of little work. */
  readonly warmUpMs: number;
  readonly measureMs: number;
}

const MIN_REPEATS = 5;

/** Nanoseconds of `run`, the median of the repeats. `prepare` comes before each, and is not measured. */
export async function timedRepeats(
  prepare: () => unknown,
  run: () => unknown,
  { warmUpMs, measureMs }: Duration,
): Promise<number> {
  const warmUntil = performance.now() + warmUpMs;
  while (performance.now() < warmUntil) await timed(prepare, run);
  const until = performance.now() + measureMs;
  const times: number[] = [];
  while (performance.now() < until || times.length < MIN_REPEATS) times.push(await timed(prepare, run));
  return median(times);
}

async function timed(prepare: () => unknown, run: () => unknown): Promise<number> {
  await prepare();
  const begin = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - begin);
}
