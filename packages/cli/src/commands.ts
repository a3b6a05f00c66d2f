/** All commands of `heddle`, in the order in which its help shows them. */
import type { CommandEntry } from "./command.ts";

/** A line each. */
export const commands: readonly CommandEntry[] = [
  {
    name: "inspect",
    summary: "Shows runs as trees: what happened, in which order, how long it took, what failed",
    load: async () => (await import("./commands/inspect.ts")).inspect,
  },
];
