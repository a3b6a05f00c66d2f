/** Waits for what no promise tells of. */
import { setTimeout } from "node:timers/promises";

/** Resolves when `holds` does. How long that may take is what the test may take. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(5);
}
