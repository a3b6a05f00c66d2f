/** Catches the errors that nobody caught, while a piece of work runs. */
const EVENTS = ["unhandledRejection", "uncaughtException"] as const;

/** What Node reported of the errors that are `ours`; other ones reach the listeners that were there before. */
export async function strayErrors(ours: (error: unknown) => boolean, work: () => unknown): Promise<unknown[]> {
  const strays: unknown[] = [];
  const restores = EVENTS.map((event) => listenTo(event, ours, strays));
  try {
    await work();
    await turns();
  } finally {
    for (const restore of restores) restore();
  }
  return strays;
}

/** Runners fail a test for a stray error, so their listeners are away for that time. */
function listenTo(event: (typeof EVENTS)[number], ours: (error: unknown) => boolean, strays: unknown[]): () => void {
  const others = process.rawListeners(event) as ((...args: unknown[]) => void)[];
  const listener = (error: unknown, ...more: unknown[]) => {
    if (ours(error)) strays.push(error);
    else for (const other of others) other(error, ...more);
  };
  process.removeAllListeners(event);
  process.on(event, listener);
  return () => {
    process.removeAllListeners(event);
    for (const other of others) process.on(event, other);
  };
}

/** Node reports an unhandled rejection when the microtasks of a turn are done. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setTimeout(resolve));
}
