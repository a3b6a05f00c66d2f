/** Brings out what is still waiting when the process exits: one listener for all, and a strong hold only on who waits. */

/** Something that has records which have not arrived yet. */
export interface Waiting {
  /** Hands on everything synchronously, also what is being written in the background and may not get there. Never throws. */
  drainNow(): void;
  /** What takes time, where it is to be done before a signal that nobody else listens to ends the process. Never rejects. */
  readonly finishOnSignal?: (() => Promise<void>) | undefined;
}

const waiting = new Set<Waiting>();
let isListening = false;
let hasExited = false;

/** Until `letGo`, the process does not exit without `holder.drainNow()`. */
export function holdUntilExit(holder: Waiting): void {
  if (!isListening) process.on("exit", noteExit).on("exit", drainAll);
  isListening = true;
  waiting.add(holder);
}

/** Nothing of `holder` waits any more. */
export function letGo(holder: Waiting): void {
  waiting.delete(holder);
}

/** Whether the process is at its end, where nothing asynchronous happens any more. */
export function isExiting(): boolean {
  return hasExited;
}

/** Brings out what is waiting anywhere in the process. */
export function drainAll(): void {
  for (const holder of waiting) holder.drainNow();
}

/** What those do who need time. */
export function finishAll(): Promise<void>[] {
  return [...waiting].flatMap((holder) => holder.finishOnSignal?.() ?? []);
}

function noteExit(): void {
  hasExited = true;
}
