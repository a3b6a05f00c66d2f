/** Running programs, each with all that it has started. */

/** Windows has no process groups: there, only the program itself can be ended. */
const hasGroups = process.platform !== "win32";

/** How to start a program so that it has a group of its own. */
export const groupOptions: { readonly detached: boolean; readonly windowsHide: true } = {
  detached: hasGroups,
  windowsHide: true,
};

const running = new Set<number>();

/** Sees to it that the group of the program `pid` does not outlive this process, until `forgetGroup`. */
export function rememberGroup(pid: number): void {
  if (running.size === 0) process.on("exit", killAll);
  running.add(pid);
}

/** The program has ended. */
export function forgetGroup(pid: number): void {
  running.delete(pid);
  if (running.size === 0) process.off("exit", killAll);
}

/** Sends `signal` to the program `pid` and all in its group, also where the program has ended and what it has started still runs. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill([pid, -pid][Number(hasGroups)] as number, signal);
  } catch {
    // They are gone already, or somebody else's.
  }
}

function killAll(): void {
  for (const pid of running) signalGroup(pid, "SIGKILL");
}
