/** A program: a loop of spans that never yields. Its argument is a BurstJob; it prints one line, a Result. */
import { heapBytes } from "../heap-bytes.ts";
import type { Result } from "../result.ts";
import { toolAttributes } from "../shapes.ts";
import { loadSubject } from "../subject.ts";

export interface BurstJob {
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly spans: number;
}

const { subject: url, options, spans } = JSON.parse(String(process.argv[2])) as BurstJob;
const subject = await loadSubject(url, options);
const { traceSync, arrived } = subject;
if (traceSync === undefined || arrived === undefined) throw new Error(`${url} takes no burst`);

const before = heapBytes();
const begin = process.hrtime.bigint();
for (let i = 0; i < spans; i++) traceSync("step", toolAttributes(i), () => i);
const took = Number(process.hrtime.bigint() - begin);
const heapMb = (heapBytes() - before) / 1e6;
await subject.flush();
const lost = spans - (await arrived());
await subject.dispose();
console.log(JSON.stringify({ ns: took / spans, lost, heapMb } satisfies Result));
