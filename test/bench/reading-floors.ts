/** What reading recordings may cost. */
import { diff, inspect, reading, startUp } from "./configuration.ts";
import type { Floor } from "./floor.ts";
import { divide } from "./ratios.ts";
import type { Duration } from "./timed-repeats.ts";

/** Spans in the recording that is read. */
const SPANS = 20_000;
const FILE_MB = 1000;

/** One repeat takes a tenth of a second: the optimising compiler needs some. */
const WARM_UP_MS = 800;

export function readingFloors(short: Duration): readonly Floor[] {
  const duration = { ...short, warmUpMs: Math.max(short.warmUpMs, WARM_UP_MS) };
  return [
    {
      name: "read",
      measured: "reading traces of a JSONL file, time against JSON.parse for each of its lines",
      unit: "×",
      atMost: 3,
      needs: [reading("traces", SPANS, duration), reading("parse", SPANS, duration)],
      value: divide,
    },
    {
      name: "diff",
      measured: "diff of two runs of 10,000 spans, time against two of 1,000",
      unit: "×",
      atMost: 15,
      needs: [diff(10_000, duration), diff(1000, duration)],
      value: divide,
    },
    {
      name: "inspect",
      measured: "heddle inspect --trace in a file of 1 GB, memory at its peak",
      unit: "MB",
      atMost: 300,
      exact: true,
      needs: [inspect(FILE_MB)],
      value: ({ peakMb = Number.NaN }) => peakMb,
    },
    {
      name: "start-up",
      measured: "heddle --help, time against node -e 0",
      unit: "×",
      atMost: 2,
      needs: [startUp("heddle --help", short), startUp("node -e 0", short)],
      value: divide,
    },
  ];
}
