/** A program: measures what a metric costs, with 3 fresh attributes and 12 series. Its argument is a MetricsJob. */
import type { Result } from "../result.ts";
import { loadSubject } from "../subject.ts";
import { type Duration, timedRepeats } from "../timed-repeats.ts";

export interface MetricsJob extends Duration {
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly calls: number;
}

const models = ["gpt-5", "gpt-5-mini", "claude-opus-5", "gemini-3"];
const kinds = ["input", "output", "cached"];

const job = JSON.parse(String(process.argv[2])) as MetricsJob;
const subject = await loadSubject(job.subject, job.options);
const { ns } = await timedRepeats(() => subject.clear(), emitAll, job);
const arrived = await subject.arrived?.();
if (arrived !== undefined && arrived !== job.calls) throw new Error(`${arrived} of ${job.calls} calls have arrived`);
await subject.dispose();
console.log(JSON.stringify({ ns: ns / job.calls } satisfies Result));

function emitAll(): Promise<void> {
  for (let i = 0; i < job.calls; i++) {
    subject.count?.("loom.tokens", 1, {
      provider: "acme",
      model: models[i & 3] as string,
      kind: kinds[i % 3] as string,
    });
  }
  return subject.flush();
}
