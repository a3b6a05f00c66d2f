/** Repeats a workload, first until it runs as fast as it will, then to measure it. */
import { median } from "./median.ts";

/** How long a process goes on. */
export interface Duration {
  /** Not measured: what the optimising compiler needs, which is more than many repeats of little work. */
  readonly warmUpMs: number;
  readonly measureMs: number;
}

const MIN_REPEATS = 5;

/** What a repeat took, in nanoseconds. */
export interface Took {
  /** By the clock. */
  readonly ns: number;
  /** Of the processor, by the main thread alone. */
  readonly mainNs: number;
}

/** What `run` takes, the medians of the repeats. `prepare` comes before each, and is not measured. */
export async function timedRepeats(
  prepare: () => unknown,
  run: () => unknown,
  { warmUpMs, measureMs }: Duration,
): Promise<Took> {
  const warmUntil = performance.now() + warmUpMs;
  while (performance.now() < warmUntil) await timed(prepare, run);
  const until = performance.now() + measureMs;
  const times: Took[] = [];
  while (performance.now() < until || times.length < MIN_REPEATS) times.push(await timed(prepare, run));
  return { ns: median(times.map(({ ns }) => ns)), mainNs: median(times.map(({ mainNs }) => mainNs)) };
}

async function timed(prepare: () => unknown, run: () => unknown): Promise<Took> {
  await prepare();
  const before = process.threadCpuUsage();
  const begin = process.hrtime.bigint();
  await run();
  const ns = Number(process.hrtime.bigint() - begin);
  const { user, system } = process.threadCpuUsage(before);
  return { ns, mainNs: (user + system) * 1000 };
}
