/** A program: an asynchronous generator, wrapped, with a span inside. Its argument is a StreamJob; it sends a Streamed. */
import { setTimeout } from "node:timers/promises";
import { markOf } from "../marks.ts";
import { CHUNKS, PAUSE_MS } from "../stream-chunks.ts";
import { loadPlacedSubject } from "../subject.ts";

export interface StreamJob {
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Streamed {
  /** Absent where the library wraps no functions. */
  readonly returned?: "generator" | "promise" | "other";
  /** What came out of it. */
  readonly chunks: readonly unknown[];
}

const { subject: url, options } = JSON.parse(String(process.argv[2])) as StreamJob;
const subject = await loadPlacedSubject(url, options);
process.send?.(await stream(), () => process.disconnect());

async function stream(): Promise<Streamed> {
  const wrapped = await subject.wrapGenerator?.("words", words);
  if (wrapped === undefined) return { chunks: [] };
  const returned = wrapped();
  const chunks: unknown[] = [];
  for await (const chunk of (await returned) as AsyncIterable<unknown>) chunks.push(chunk);
  await subject.flush();
  await subject.dispose();
  return { returned: returned instanceof Promise ? "promise" : kindOf(returned), chunks };
}

async function* words(): AsyncGenerator<string> {
  yield CHUNKS[0];
  await setTimeout(PAUSE_MS);
  await subject.trace("inner", { "bench.mark": markOf(0) }, async () => 1);
  yield CHUNKS[1];
}

function kindOf(value: unknown): "generator" | "other" {
  return Symbol.asyncIterator in (value as object) && "next" in (value as object) ? "generator" : "other";
}
