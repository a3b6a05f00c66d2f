/** Runs a program that compares libraries in a process of its own, which may not take the machine with it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export type PlacedProgram = "placed-spans" | "placed-burst" | "retained" | "ending" | "stream";

export interface PlacedRun<T> {
  /** What the program sent; absent when it came to an end before. */
  readonly result?: T;
  /** `0`, `1`, `SIGKILL`, … */
  readonly end: string;
  /** Why it was ended from outside. */
  readonly stopped?: string;
  /** What the library printed, both streams. */
  readonly printed: string;
}

/** Of the heap. */
const HEAP_MB = 2048;
/** Twice what is usual: a thousand spans inside each other, none of which waits, stand on one stack. */
const STACK_KB = 2000;
/** Of the whole process. */
const MEMORY_MB = 4096;
const LOOK_EVERY_MS = 500;
/** Time to end after all is said: some libraries keep a process alive. */
const GRACE_MS = 15_000;
const PRINTED_LENGTH = 2000;

/** Heddle's packages are taken as they were built last: see `buildPackages`. */
export async function runPlaced<T>(program: PlacedProgram, job: unknown, timeoutMs: number): Promise<PlacedRun<T>> {
  const path = fileURLToPath(import.meta.resolve(`./programs/${program}.ts`));
  const flags = [`--max-old-space-size=${HEAP_MB}`, `--stack-size=${STACK_KB}`];
  const args = [...flags, path, JSON.stringify(job)];
  const channel = program === "ending" ? "ignore" : "ipc";
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe", channel] });
  const output = Promise.all([text(child.stdout as Readable), text(child.stderr as Readable)]);
  let result: T | undefined;
  let stopped: string | undefined;
  let grace: NodeJS.Timeout | undefined;
  const stop = (why: string) => {
    stopped ??= why;
    child.kill("SIGKILL");
  };
  // From then on it ends by itself, so that what a library still has under way gets its time.
  child.once("message", (message) => {
    result = message as T;
    grace = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  });
  const timer = setTimeout(() => stop(`not over after ${timeoutMs / 1000} s`), timeoutMs);
  const watch = setInterval(async () => {
    if ((await memoryMb(child.pid)) > MEMORY_MB) stop(`more than ${MEMORY_MB} MB of memory`);
  }, LOOK_EVERY_MS);
  const [[out, err], [code, signal]] = await Promise.all([output, once(child, "close")]);
  clearTimeout(timer);
  clearTimeout(grace);
  clearInterval(watch);
  const printed = `${out}${err}`.slice(0, PRINTED_LENGTH);
  return { end: String(signal ?? code), printed, ...(result !== undefined && { result }), ...(stopped && { stopped }) };
}

/** 0 where the system does not tell. */
async function memoryMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return (Number(status.match(/VmRSS:\s+(\d+) kB/)?.[1] ?? 0) * 1024) / 1e6;
}
