/** A program: many spans in one loop. Its argument is a PlacedBurstJob; it sends a PlacedBurst. */
import { setImmediate } from "node:timers/promises";
import { markOf } from "../marks.ts";
import { toolAttributes } from "../shapes.ts";
import { loadPlacedSubject } from "../subject.ts";

export interface PlacedBurstJob {
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly spans: number;
  /** Whether the event loop gets a turn every 10 spans. */
  readonly isYielding: boolean;
}

export interface PlacedBurst {
  /** Nanoseconds a span, by the clock, without the flush. */
  readonly ns: number;
  /** Megabytes (10^6 bytes) that the process had in memory at its peak. */
  readonly peakMb: number;
}

const { subject: url, options, spans, isYielding } = JSON.parse(String(process.argv[2])) as PlacedBurstJob;
const subject = await loadPlacedSubject(url, options);
const begin = process.hrtime.bigint();
for (let i = 0; i < spans; i++) {
  await subject.trace("step", { ...toolAttributes(i), "bench.mark": markOf(i) }, async () => i);
  if (isYielding && i % 10 === 9) await setImmediate();
}
const ns = Number(process.hrtime.bigint() - begin) / spans;
await subject.flush();
await subject.dispose();
const peakMb = (process.resourceUsage().maxRSS * 1024) / 1e6;
process.send?.({ ns, peakMb } satisfies PlacedBurst, () => process.disconnect());
