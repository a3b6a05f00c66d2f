/** A program: what a span that is kept in memory holds of it. Its argument is a RetainedJob; it sends a Retained. */
import { heapBytes } from "../heap-bytes.ts";
import { toolAttributes } from "../shapes.ts";
import { loadPlacedSubject } from "../subject.ts";

export interface RetainedJob {
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly spans: number;
}

export interface Retained {
  readonly bytesPerSpan: number;
  /** The same when all spans have been read. */
  readonly bytesWhenRead: number;
  /** Nanoseconds a span to read all, for the first time. */
  readonly readNs: number;
}

const { subject: url, options, spans } = JSON.parse(String(process.argv[2])) as RetainedJob;
const subject = await loadPlacedSubject(url, options);
// The first of anything brings what stays for all.
await subject.trace("step", toolAttributes(-1), async () => 1);
const before = heapBytes();
for (let i = 0; i < spans; i++) await subject.trace("step", toolAttributes(i), async () => i);
// What only waits for a turn of the event loop is not kept.
await subject.flush();
const bytesPerSpan = (heapBytes() - before) / spans;
const begin = process.hrtime.bigint();
const read = subject.read?.().length;
const readNs = Number(process.hrtime.bigint() - begin) / spans;
if (read !== spans + 1) throw new Error(`${read} of ${spans + 1} spans are kept`);
const bytesWhenRead = (heapBytes() - before) / spans;
await subject.dispose();
process.send?.({ bytesPerSpan, bytesWhenRead, readNs } satisfies Retained, () => process.disconnect());
