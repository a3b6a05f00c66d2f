/** All commands of `heddle`, in the order in which its help shows them. */
import type { CommandEntry } from "./command.ts";

/** A line each. */
export const commands: readonly CommandEntry[] = [
  {
    name: "inspect",
    summary: "Shows runs as trees: what happened, in which order, how long it took, what failed",
    load: async () => (await import("./commands/inspect.ts")).inspect,
  },
  {
    name: "list",
    summary: "Lists runs: when they began, how long they took, how they ended, what they cost",
    load: async () => (await import("./commands/list.ts")).list,
  },
  {
    name: "stats",
    summary: "Says what many runs have in common: pass rates, times, costs, waste, and where they part",
    load: async () => (await import("./commands/stats.ts")).stats,
  },
  {
    name: "diff",
    summary: "Compares runs: where they part, what came, went and changed, and what that costs",
    load: async () => (await import("./commands/diff.ts")).diff,
  },
  {
    name: "check",
    summary: "Holds runs to a budget of tokens, cost, steps, retries, depth and time",
    load: async () => (await import("./commands/check.ts")).check,
  },
  {
    name: "watch",
    summary: "Shows runs while they are written: what is under way, what fails",
    load: async () => (await import("./commands/watch.ts")).watch,
  },
  {
    name: "query",
    summary: "Asks recordings in SQL",
    load: async () => (await import("./commands/query.ts")).query,
  },
  {
    name: "export",
    summary: "Writes recordings in another format",
    load: async () => (await import("./commands/export.ts")).exportRuns,
  },
  {
    name: "import",
    summary: "Makes recordings of OTLP, of nodetracer's traces and of OpenInference",
    load: async () => (await import("./commands/import.ts")).importRuns,
  },
  {
    name: "ship",
    summary: "Ships recordings to an OTLP backend, each record once",
    load: async () => (await import("./commands/ship.ts")).ship,
  },
  {
    name: "doctor",
    summary: "Says what is set up, what does not work, and what to do",
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    name: "completion",
    summary: "Prints a script with which a shell completes commands, options and paths",
    load: async () => (await import("./commands/completion.ts")).completionOf(commands),
  },
];
