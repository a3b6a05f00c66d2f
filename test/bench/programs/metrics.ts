/** A program: measures what a metric costs, with 3 fresh attributes and 12 series. Its argument is a MetricsJob. */
import { median } from "../median.ts";
import type { Result } from "../result.ts";
import { loadSubject } from "../subject.ts";

export interface MetricsJob {
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly calls: number;
  readonly warmUps: number;
  readonly repeats: number;
}

const models = ["gpt-5", "gpt-5-mini", "claude-opus-5", "gemini-3"];
const kinds = ["input", "output", "cached"];

const { subject: url, options, calls, warmUps, repeats } = JSON.parse(String(process.argv[2])) as MetricsJob;
const subject = await loadSubject(url, options);
const ns: number[] = [];
for (let round = 0; round < warmUps + repeats; round++) {
  await subject.clear();
  const begin = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) {
    subject.count?.("loom.tokens", 1, {
      provider: "acme",
      model: models[i & 3] as string,
      kind: kinds[i % 3] as string,
    });
  }
  await subject.flush();
  const took = Number(process.hrtime.bigint() - begin);
  if (round >= warmUps) ns.push(took / calls);
}
const arrived = await subject.arrived?.();
if (arrived !== undefined && arrived !== calls) throw new Error(`${arrived} of ${calls} calls have arrived`);
await subject.dispose();
console.log(JSON.stringify({ ns: median(ns) } satisfies Result));
