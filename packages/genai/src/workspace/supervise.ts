/** Waits for a program to end, and ends it when its time is over. */
import type { ChildProcess } from "node:child_process";
import { forgetGroup, rememberGroup, signalGroup } from "./process-group.ts";

/** When a program has to end. */
export interface Supervision {
  /** Milliseconds it may take; without end unless given, or 0. */
  readonly timeoutMs?: number;
  /** Milliseconds between asking it to end (SIGTERM) and making it (SIGKILL); 5,000 unless given. */
  readonly killAfterMs?: number;
  /** Ends it when aborted. */
  readonly signal?: AbortSignal;
}

/** How a program ended. */
export interface ProgramEnd {
  /** `null`: it was ended by a signal. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it was told to end, if it was. */
  readonly stoppedBy: "timeout" | "abort" | undefined;
}

/** After SIGKILL, what has left the group may still hold the output open; what is in it already comes within this time. */
const DRAIN_MS = 100;

/** Resolves when the program has ended and all its output is there. Rejects where it could not be started. */
export function supervise(child: ChildProcess, supervision: Supervision): Promise<ProgramEnd> {
  const { timeoutMs = 0, killAfterMs = 5000, signal } = supervision;
  const { pid } = child;
  const timers: NodeJS.Timeout[] = [];
  let stoppedBy: ProgramEnd["stoppedBy"];

  return new Promise((resolve, reject) => {
    child.once("error", reject);
    if (pid === undefined) return;
    const later = (work: () => void, delayMs: number) => timers.push(setTimeout(work, delayMs));
    const release = () => {
      for (const stream of child.stdio) stream?.destroy();
    };
    const kill = () => {
      signalGroup(pid, "SIGKILL");
      later(release, DRAIN_MS);
    };
    const stop = (reason: ProgramEnd["stoppedBy"]) => {
      if (stoppedBy !== undefined) return;
      stoppedBy = reason;
      signalGroup(pid, "SIGTERM");
      later(kill, killAfterMs);
    };
    const abort = () => stop("abort");

    rememberGroup(pid);
    signal?.addEventListener("abort", abort);
    if (timeoutMs > 0) later(() => stop("timeout"), timeoutMs);
    child.once("close", (exitCode, endedBy) => {
      forgetGroup(pid);
      signal?.removeEventListener("abort", abort);
      for (const timer of timers) clearTimeout(timer);
      resolve({ exitCode, signal: endedBy, stoppedBy });
    });
  });
}
