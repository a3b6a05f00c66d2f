/** A program: measures what a span costs. Its argument is a SpansJob; it prints one line, a Result. */
import { median } from "../median.ts";
import type { Result } from "../result.ts";
import { type ShapeName, shapeOf } from "../shapes.ts";
import { loadSubject } from "../subject.ts";

export interface SpansJob {
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly shape: ShapeName;
  readonly warmUps: number;
  readonly repeats: number;
}

const { subject: url, options, shape: shapeName, warmUps, repeats } = JSON.parse(String(process.argv[2])) as SpansJob;
const subject = await loadSubject(url, options);
const shape = shapeOf(shapeName, subject);
const ns: number[] = [];
for (let round = 0; round < warmUps + repeats; round++) {
  await subject.clear();
  const begin = process.hrtime.bigint();
  await shape.run();
  await subject.flush();
  const took = Number(process.hrtime.bigint() - begin);
  if (round >= warmUps) ns.push(took / shape.spans);
}
const arrived = await subject.arrived?.();
if (arrived !== undefined && arrived !== shape.spans)
  throw new Error(`${arrived} of ${shape.spans} spans have arrived`);
await subject.dispose();
console.log(JSON.stringify({ ns: median(ns) } satisfies Result));
