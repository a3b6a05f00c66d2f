/** Starts the thread that ships a spool: from source, from the built package, and from a bundle. */
import { Worker } from "node:worker_threads";
import type { FollowerSettings } from "./spool-messages.ts";

/** It takes nothing over of what the program was started with, for its preloads would run a second time. */
export function startWorker(workerData: FollowerSettings, isBuilt: boolean = !import.meta.url.endsWith(".ts")): Worker {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const options = { workerData, env, execArgv: ["--conditions=@heddle/source"] };
  // Only in this very form do bundlers see that there is another file.
  if (isBuilt) return new Worker(new URL("./spool-worker.js", import.meta.url), options);
  return new Worker(new URL(import.meta.url.replace(/[^/]*$/, "spool-worker.ts")), options);
}
