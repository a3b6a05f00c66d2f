/** Brings out what is waiting before SIGTERM or SIGINT ends the process. */
import { drainAll, finishAll } from "./exit-hook.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * Listens for both signals, once a process however often it is called. Afterwards the signal takes its course: when the
 * program has no listener of its own it is raised again, and ends the process as it would have. A second signal, while some
 * need time still, ends the process at once.
 */
export function drainOnSignals(): void {
  for (const signal of SIGNALS) {
    if (!process.listeners(signal).includes(onSignal)) process.prependListener(signal, onSignal);
  }
}

/**
 * Comes first, while a `once` listener of the program is still to be seen; and steps aside, for others count the
 * listeners, too, to decide whether the process ends.
 */
function onSignal(signal: NodeJS.Signals): void {
  process.off(signal, onSignal);
  drainAll();
  if (process.listenerCount(signal) > 0) return;
  const raise = () => process.kill(process.pid, signal);
  const finishing = finishAll();
  if (finishing.length === 0) raise();
  // Not at once: what is told of losses is written in a later turn.
  else void Promise.all(finishing).then(() => setImmediate(raise));
}
