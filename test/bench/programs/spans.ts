/** A program: measures what a span costs. Its argument is a SpansJob; it prints one line, a Result. */
import type { Result } from "../result.ts";
import { type ShapeName, shapeOf } from "../shapes.ts";
import { loadSubject } from "../subject.ts";
import { type Duration, timedRepeats } from "../timed-repeats.ts";

export interface SpansJob extends Duration {
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly shape: ShapeName;
}

const job = JSON.parse(String(process.argv[2])) as SpansJob;
const subject = await loadSubject(job.subject, job.options);
const shape = shapeOf(job.shape, subject);
const { ns, mainNs } = await timedRepeats(
  () => subject.clear(),
  async () => {
    await shape.run();
    await subject.flush();
  },
  job,
);
const arrived = await subject.arrived?.();
if (arrived !== undefined && arrived !== shape.spans)
  throw new Error(`${arrived} of ${shape.spans} spans have arrived`);
await subject.dispose();
console.log(JSON.stringify({ ns: ns / shape.spans, mainNs: mainNs / shape.spans } satisfies Result));
