/** Runs the command line of a process. */
import { processIo } from "./process-io.ts";
import { runCommandLine } from "./run-command-line.ts";

/** Resolves with the exit code when all is written. */
export function start(host: NodeJS.Process): Promise<number> {
  return runCommandLine(host.argv.slice(2), processIo(host));
}
