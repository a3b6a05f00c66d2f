/** A program: what a span costs a library with its defaults. Its argument is a PlacedSpansJob; it sends a PlacedSpans. */
import { MAX_MARKS, markOf } from "../marks.ts";
import { median } from "../median.ts";
import { type ShapeName, shapeOf } from "../shapes.ts";
import { loadPlacedSubject, type Trace } from "../subject.ts";
import type { Duration } from "../timed-repeats.ts";

export interface PlacedSpansJob extends Duration {
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly shape: ShapeName;
  /** How many attributes a span has more than the shape gives it. */
  readonly moreAttributes?: number;
}

export interface PlacedSpans {
  /** Nanoseconds a span, the work included, by the clock and without the flush: the median of the repeats. */
  readonly ns: number;
  /** Processor time a span of all threads, sending included. */
  readonly cpuNs: number;
  /** How many spans there were in all. */
  readonly made: number;
}

const job = JSON.parse(String(process.argv[2])) as PlacedSpansJob;
const subject = await loadPlacedSubject(job.subject, job.options);
let made = 0;
const more = Object.fromEntries(Array.from({ length: job.moreAttributes ?? 0 }, (_, i) => [`extra.number_${i}`, i]));
const trace: Trace = (name, attributes, work) =>
  subject.trace(name, { ...attributes, ...more, "bench.mark": markOf(made++) }, work);
const shape = shapeOf(job.shape, { ...subject, trace, clear() {}, dispose() {} });

await repeat(job.warmUpMs);
const cpu = process.cpuUsage();
const before = made;
const times = await repeat(job.measureMs);
const { user, system } = process.cpuUsage(cpu);
const cpuNs = ((user + system) * 1000) / (made - before);
await subject.dispose();
process.send?.({ ns: median(times), cpuNs, made } satisfies PlacedSpans, () => process.disconnect());

/** Gives nanoseconds a span, of each repeat. */
async function repeat(durationMs: number): Promise<number[]> {
  const found: number[] = [];
  const until = performance.now() + durationMs;
  while ((performance.now() < until || found.length < 3) && made + shape.spans < MAX_MARKS) {
    const begin = process.hrtime.bigint();
    await shape.run();
    found.push(Number(process.hrtime.bigint() - begin) / shape.spans);
    await subject.flush();
  }
  return found;
}
