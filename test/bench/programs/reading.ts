/** A program: reads a recording as traces, or only parses its lines. Its argument is a ReadingJob; it prints a Result. */
import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTraces } from "@heddle/reader";
import { makeRun } from "../made-run.ts";
import type { Result } from "../result.ts";
import { type Duration, timedRepeats } from "../timed-repeats.ts";

export interface ReadingJob extends Duration {
  readonly how: "traces" | "parse";
  /** In the recording, about. */
  readonly spans: number;
}

const TURNS = 8;

const job = JSON.parse(String(process.argv[2])) as ReadingJob;
const folder = mkdtempSync(join(tmpdir(), "heddle-bench-"));
const path = join(folder, "runs.jsonl");
const runs = Math.ceil(job.spans / (1 + 3 * TURNS));
const spans = runs * (1 + 3 * TURNS);
await makeRun({ path, runs, turns: TURNS });
const read = job.how === "traces" ? readAll : parseAll;
const { ns, mainNs } = await timedRepeats(() => {}, read, job);
await rm(folder, { recursive: true });
console.log(JSON.stringify({ ns: ns / spans, mainNs: mainNs / spans } satisfies Result));

async function readAll(): Promise<void> {
  let found = 0;
  for await (const trace of readTraces(path)) found += trace.spans.length;
  if (found !== spans) throw new Error(`${found} of ${spans} spans were read`);
}

/** The least that anybody does: the file as one text, and `JSON.parse` for each line of it. */
function parseAll(): void {
  let found = 0;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line !== "" && JSON.parse(line).kind === "span") found++;
  }
  if (found !== spans) throw new Error(`${found} of ${spans} spans were parsed`);
}
