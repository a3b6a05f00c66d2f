/** A program: `heddle inspect --trace` in a large file. Its argument is an InspectJob; it prints a Result. */
import { spawn } from "node:child_process";
import { mkdtempSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { builtCommand } from "../built-command.ts";
import { makeRun } from "../made-run.ts";
import type { Result } from "../result.ts";

export interface InspectJob {
  /** Of the file, at least. */
  readonly megabytes: number;
}

const TURNS = 8;
const PROMPT_LENGTH = 2000;
/** A run of so many turns is longer than the prompts alone. */
const RUN_BYTES = TURNS * PROMPT_LENGTH;
/** Tells the peak of the process on its way out, where the command itself does not write. */
const TELL_PEAK = `data:text/javascript,import { writeSync } from "node:fs";
process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));`;

const job = JSON.parse(String(process.argv[2])) as InspectJob;
const folder = mkdtempSync(join(tmpdir(), "heddle-bench-"));
try {
  const path = join(folder, "runs.jsonl");
  const runs = Math.ceil((job.megabytes * 1e6) / RUN_BYTES);
  const traceId = await makeRun({ path, runs, turns: TURNS, promptLength: PROMPT_LENGTH });
  if (statSync(path).size < job.megabytes * 1e6) throw new Error(`${path} is smaller than ${job.megabytes} MB`);
  console.log(JSON.stringify(await inspect(path, traceId)));
} finally {
  await rm(folder, { recursive: true });
}

async function inspect(path: string, traceId: string): Promise<Result> {
  const args = ["--import", TELL_PEAK, await builtCommand(), "inspect", path, "--trace", traceId];
  const begin = process.hrtime.bigint();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit", "pipe"] });
  const [shown, peakKb] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stdio[3] as NodeJS.ReadableStream),
  ]);
  const ns = Number(process.hrtime.bigint() - begin);
  const calls = shown.match(/tool\.call/g)?.length;
  if (calls !== TURNS) throw new Error(`inspect shows ${calls} of ${TURNS} calls:\n${shown}`);
  return { ns, peakMb: (Number(peakKb) * 1024) / 1e6 };
}
