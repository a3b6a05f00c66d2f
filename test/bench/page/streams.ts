/** What becomes of an asynchronous generator that is wrapped. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Contestant } from "../contestants.ts";
import type { Place } from "../place.ts";
import type { Streamed } from "../programs/stream.ts";
import { runPlaced } from "../run-placed.ts";
import { CHUNKS, PAUSE_MS } from "../stream-chunks.ts";
import { type SeenSpan, spansInFile, spansInRequests } from "./seen-spans.ts";

export interface StreamRow {
  readonly name: string;
  /** Absent where the library wraps no functions. */
  readonly returned?: Streamed["returned"];
  /** The consumer got every chunk. */
  readonly isWhole?: boolean;
  /** Of the span around the generator. */
  readonly durationMs?: number;
  readonly hasOutput?: boolean;
  /** Where the span inside of the generator hangs. */
  readonly inner?: "child" | "root" | "missing";
  readonly failure?: string;
}

const TIMEOUT_MS = 30_000;
/** What timers and clocks may be apart. */
const CLOCK_MS = 5;

export async function measureStream({ name, subject, options }: Contestant, place: Place): Promise<StreamRow> {
  await place.clear();
  const job = { subject, options: { ...options, ...place.options } };
  const { result, end, stopped, printed } = await runPlaced<Streamed>("stream", job, TIMEOUT_MS);
  if (result === undefined) return { name, failure: stopped ?? `ended with ${end}: ${printed.slice(0, 200)}` };
  if (result.returned === undefined) return { name };
  await place.arrivals();
  const spans = [...spansInRequests(await place.collector.sent()), ...(await spansOfFile(place))];
  const { returned, chunks } = result;
  return { name, returned, isWhole: chunks.join() === CHUNKS.join(), ...judge(spans) };
}

/** Whether the span around the generator lasts until its last chunk. */
export function coversPause({ durationMs = 0 }: StreamRow): boolean {
  return durationMs > PAUSE_MS - CLOCK_MS;
}

async function spansOfFile(place: Place): Promise<SeenSpan[]> {
  const text = await readFile(join(place.options.folder, "spans.jsonl"), "utf8").catch(() => "");
  return spansInFile(text);
}

function judge(spans: readonly SeenSpan[]): Omit<StreamRow, "name"> {
  const outer = spans.find(({ name }) => name.includes("words"));
  const inner = spans.find(({ name }) => name.includes("inner"));
  if (outer === undefined) return { failure: "the span around the generator did not arrive" };
  const { durationMs, id, content } = outer;
  const place = inner === undefined ? "missing" : inner.parentId === id ? "child" : "root";
  return {
    hasOutput: CHUNKS.every((chunk) => content.includes(chunk)),
    inner: place,
    ...(durationMs !== undefined && { durationMs }),
  };
}
