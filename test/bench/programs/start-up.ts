/** A program: how long a program takes, from its start to its end. Its argument is a StartUpJob; it prints a Result. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { builtCommand } from "../built-command.ts";
import type { Result } from "../result.ts";
import { type Duration, timedRepeats } from "../timed-repeats.ts";

export interface StartUpJob extends Duration {
  readonly what: "heddle --help" | "node -e 0";
}

const job = JSON.parse(String(process.argv[2])) as StartUpJob;
const args = job.what === "node -e 0" ? ["-e", "0"] : [await builtCommand(), "--help"];
const { ns } = await timedRepeats(
  () => {},
  () => promisify(execFile)(process.execPath, args),
  job,
);
console.log(JSON.stringify({ ns } satisfies Result));
