/** Gives what is pending some time when the process comes to its natural end. */

export interface Finishing {
  /** Called when nothing else is left to do; may keep the process alive for a while. */
  finish(): void;
}

const finishing = new Set<Finishing>();
let isListening = false;

/** Until `forget`, the process does not come to its natural end without `one.finish()`. */
export function finishBeforeExit(one: Finishing): void {
  if (!isListening) process.on("beforeExit", finishAll);
  isListening = true;
  finishing.add(one);
}

export function forget(one: Finishing): void {
  finishing.delete(one);
}

function finishAll(): void {
  for (const one of finishing) one.finish();
}
