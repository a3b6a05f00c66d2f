/** Tells who owns a part of the spool, so that a process that is gone owns nothing. */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** The owner of what anybody may take. */
export const NOBODY = "free";

/** The name of a new owner in this process: process id, start, machine, and a number of its own. */
export function newOwner(): string {
  return `${process.pid}-${startOf(process.pid)}-${place()}-${randomBytes(4).toString("hex")}`;
}

/** An owner elsewhere, whom nobody here can see, counts as gone after this time without a sign of life. */
const SILENT_MS = 60_000;

/** Whether `owner` may come back to what it owns. `silentMs`: since its last sign of life. */
export function isOwnerAlive(owner: string, silentMs: number): boolean {
  const [pid = "", start = "", where] = owner.split("-");
  const isVisible = where === place();
  if (isVisible && start !== NO_START) return startOf(Number(pid)) === start;
  if (isVisible && !isRunning(Number(pid))) return false;
  return silentMs < SILENT_MS;
}

/** Of a system that does not tell when a process started: its id may be another one's by now. */
const NO_START = "undefined";
const STATE = 0;
const START_TICKS = 19;

/** When a process started, in ticks since the machine did; `undefined` when there is no such process, or no `/proc`. */
function startOf(pid: number): string | undefined {
  const stat = ifThere(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The name of the program stands in parentheses, and may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  return isDead(fields[STATE]) ? undefined : fields[START_TICKS];
}

/** A process that was killed stays in the list until its parent has asked what became of it. */
function isDead(state: string | undefined): boolean {
  return state === "Z" || state === "X";
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

let knownPlace: string | undefined;

/** Where process ids mean the same: a machine since its last start, and on Linux a namespace. */
function place(): string {
  knownPlace ??= createHash("sha256")
    .update(`${ifThere(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"))} `)
    .update(`${ifThere(() => readlinkSync("/proc/self/ns/pid"))} ${hostname()}`)
    .digest("hex")
    .slice(0, 8);
  return knownPlace;
}

/** Other systems have no `/proc`. */
function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
